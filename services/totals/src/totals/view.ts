import { type ReadingContext, RefusalError, refuseShared, type SubgraphContext } from '@awrach/subgraph';
import type { GraphQLResolveInfo } from 'graphql';
import type { CompleteTo } from '../freshness/complete-to.ts';
import type { KeptVersions } from '../head/kept-versions.ts';
import type { ReceiptDesk } from '../head/receipts.ts';
import { nameOf, readName, type Version, type VersionName } from '../head/version.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { refuse } from '../refusals.ts';
import type { Moment } from '../time/moment.ts';
import { receiptsIn } from './receipts-in.ts';

/** The figures that one whole operation is answered from. */
export interface View {
  readonly version: VersionName;
  readonly matrix: Matrix;
  /** The same for each fetch of the operation, whichever instance answers it. */
  readonly freshness: { readonly version: string; readonly completeTo: Moment | null };
}

/** What a resolver of totals has at hand. The versions held stand in `contribution`, and a view waits for those it is to include. */
export interface TotalsContext extends ReadingContext {
  /** The same for every field of the request. @throws RefusalError `totals.version-gone`, and those of `ReceiptDesk` */
  view(info: GraphQLResolveInfo): Promise<View>;
}

export interface ViewParts {
  readonly versions: KeptVersions;
  readonly completeTo: CompleteTo;
  readonly desk: ReceiptDesk;
  /** How long a request waits for the writes that it includes, in milliseconds. */
  readonly receiptWaitMs: number;
}

/** The version that the gateway fixed for the whole operation, and the newest moment that it has told its readers. */
const versionHeader = 'awrach-totals-version';
const completeToHeader = 'awrach-complete-to';

/** How long an instance that is behind lets a request wait for the version it asks for, in milliseconds. */
const versionWaitMs = 2_000;

/** Gives each request its one view: at the version that its header names, else at the head with all its receipts. */
export function withView(parts: ViewParts): (context: SubgraphContext) => TotalsContext {
  return ({ holding: _holding, write: _write, ...context }) => {
    let view: Promise<View> | undefined;
    return {
      ...context,
      view: (info) => {
        view ??= openView(parts, context.headers, info);
        return view;
      },
    };
  };
}

async function openView(
  parts: ViewParts,
  headers: ReadingContext['headers'],
  info: GraphQLResolveInfo,
): Promise<View> {
  const fixed = headers[versionHeader];
  const version =
    fixed === undefined ? await versionWith(parts, info) : await fixedVersion(parts.versions, String(fixed));
  const told = momentIn(headers[completeToHeader]);
  // Where a gateway has fixed the version, its word stands alone: this instance may know of a later moment, which the one that is
  // asked next does not know yet, and the reader of both would see it go back.
  const completeTo = told ?? (fixed === undefined ? parts.completeTo.of(version) : null);
  return { version, matrix: version.matrix, freshness: { version: nameOf(version), completeTo } };
}

async function fixedVersion(versions: KeptVersions, text: string): Promise<Version> {
  const name = readName(text);
  const version = name && (await versions.at(name, versionWaitMs));
  if (!version || version === 'gone') throw new RefusalError(refuse('totals.version-gone'));
  return version;
}

async function versionWith(
  { versions, desk, receiptWaitMs }: ViewParts,
  info: GraphQLResolveInfo,
): Promise<Version> {
  const wanted = receiptsIn(info);
  if (wanted.length === 0) return versions.head();
  const deadline = performance.now() + receiptWaitMs;
  const name = await desk.versionHolding(wanted, receiptWaitMs);
  const version = await versions.headFrom(name, Math.max(0, deadline - performance.now()));
  if (!version) throw new RefusalError(refuseShared('receipt.timeout', 'including'));
  return version;
}

const momentIn = (header: string | string[] | undefined): Moment | null =>
  typeof header === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(header) ? header : null;
