import { existsSync, readdirSync, watch } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ProcessPlan } from '../launcher/processes.ts';
import { clone } from '../places.ts';

/** Editors write a file in several steps; milliseconds of quiet after which a change is taken to be whole. */
const quiet = 120;

export interface Change {
  /** The processes that run code which changed. */
  names: ReadonlySet<string>;
  /** Whether the supergraph must be composed anew. */
  schema: boolean;
}

/** Tells of changes in the sources of our packages, services and gateway. Returns what ends it. */
export function watchSources(plans: readonly ProcessPlan[], onChange: (change: Change) => void): () => void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    const change = judge([...changed], plans);
    changed.clear();
    if (change.names.size > 0 || change.schema) onChange(change);
  };
  const packages = readdirSync(join(clone, 'packages')).map((name) => join(clone, 'packages', name, 'src'));
  const folders = [...packages, ...plans.map(({ folder }) => join(folder, 'src'))].filter(existsSync);
  // A schema lies beside `src`; the folder around it is watched without what is below.
  const watchers = [
    ...folders.map((folder) => ({ folder, recursive: true })),
    ...plans.map(({ folder }) => ({ folder, recursive: false })),
  ].map(({ folder, recursive }) =>
    watch(folder, { recursive }, (_, file) => {
      if (!file || !/\.(ts|graphql|json)$/.test(file)) return;
      changed.add(join(folder, file));
      clearTimeout(timer);
      timer = setTimeout(tell, quiet);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** Which processes the files belong to; what lies in a package belongs to all. */
export function judge(files: readonly string[], plans: readonly ProcessPlan[]): Change {
  const names = new Set<string>();
  let schema = false;
  for (const file of files) {
    const inPackages = relative(clone, file).startsWith(`packages${sep}`);
    for (const { name, folder } of plans) if (inPackages || file.startsWith(folder + sep)) names.add(name);
    if (file.endsWith('.graphql') || file.startsWith(join(clone, 'packages/subgraph') + sep)) schema = true;
  }
  return { names, schema };
}
