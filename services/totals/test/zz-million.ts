// throw-away: a million things
import { mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import pg from 'pg';
import { startPostgres, removePostgres } from '@awrach/local';
import { messagingSchema } from '@awrach/messaging';
import { Totals0001 } from '../src/migrations/0001-totals.ts';
import { aPlacement, anAgreement, aRevision, aLine, aWorksite } from './states.ts';
const dir = mkdtempSync('/tmp/awrach-million-');
const server = await startPostgres({ dir, durability: 'quick' });
try {
  const c = new pg.Client({ connectionString: server.url }); await c.connect();
  await c.query(messagingSchema); await new Totals0001().up(c as never);
  const N = Number(process.argv[2] ?? 1_000_000); const A = Math.round(N / 20);
  const things: [string, object, number, string][] = [
    ['awrach.partner.agreement', anAgreement({ status: 'IN_FORCE', inForceRevision: 1, revisions: [aRevision({ lines: [aLine(), aLine(), aLine()] })] }), A, `jsonb_build_object('c', '[["agreementsPlanned","05.301",2022,"1"],["agreements","05.301",2022,"1"],["agreementsInForce","05.301",2022,"1"],["jobs","05.301.01.01",2022,"30"],["personMonths","05.301.01.01",2022,"120"],["jobsInForce","05.301.01.01",2022,"30"]]'::jsonb, 'm', jsonb_build_array(jsonb_build_array('partners','05.301',2022,p->>'partnerId'), jsonb_build_array('worksites','05.301.01.01',2022,p#>>'{revisions,0,lines,0,worksiteId}'), jsonb_build_array('communes','05.301.01.01',2022,'05.301.01.01'), jsonb_build_array('worksites','05.301.01.01',2022,p#>>'{revisions,0,lines,1,worksiteId}'), jsonb_build_array('worksites','05.301.01.01',2022,p#>>'{revisions,0,lines,2,worksiteId}')))`],
    ['awrach.employment.placement', aPlacement(), N - A, `'{"c":[["placements","05.301.01.01",2022,"1"],["placementsActive","05.301.01.01",2022,"1"]],"m":[]}'::jsonb`],
  ];
  for (const [topic, state, n, contribution] of things) {
    const big = `with t as (select gen_random_uuid()::text as id from generate_series(1, ${n})), s as (
      select id, ($1::jsonb || jsonb_build_object('id', id, 'partnerId', gen_random_uuid())) as p0 from t), u as (
      select id, case when p0 ? 'revisions' then jsonb_set(jsonb_set(jsonb_set(p0, '{revisions,0,lines,0,worksiteId}', to_jsonb(gen_random_uuid())), '{revisions,0,lines,1,worksiteId}', to_jsonb(gen_random_uuid())), '{revisions,0,lines,2,worksiteId}', to_jsonb(gen_random_uuid())) else p0 end as p from s)
      insert into event (id, aggregatetype, aggregateid, type, payload, version, recorded_at, province) select gen_random_uuid(), '${topic}', id, 'told', p::json, 1, (p->>'recordedAt')::timestamptz, '05.301' from u`;
    await c.query(big, [JSON.stringify(state)]);
    await c.query(`insert into contribution (generation, topic, thing, version, recorded_at, contribution) select 0, '${topic}', aggregateid::uuid, 1, recorded_at, ${contribution} from (select *, payload::jsonb as p from event where aggregatetype = '${topic}') e`);
  }
  await c.query(`insert into member select 0, m->>0, m->>1, e, m->>3, count(*) from contribution, jsonb_array_elements(contribution->'m') m, lateral (values ((m->>2)::int),(0)) v(e) group by 1,2,3,4,5`);
  await c.query(`insert into cell select 0, x->>0, x->>1, (x->>2)::int, sum((x->>3)::bigint) from contribution, jsonb_array_elements(contribution->'c') x group by 1,2,3,4`);
  await c.query(`insert into cell select 0, measure, place, edition, count(*) from member group by 1,2,3,4`);
  await c.query('analyze');
  console.log('filled', (await c.query('select (select count(*) from event) e, (select count(*) from member) m')).rows[0]);
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const s of ['PARTNER','WORKSITE','EMPLOYMENT','FINANCE','TOTALS']) env[`AUDIT_${s}_URL`] = server.url;
  for (const flags of [[], ['--max-old-space-size=120', '--max-semi-space-size=4'], ['--cpu-prof', '--cpu-prof-dir=/tmp/awrach-audit-prof']]) {
  const t = performance.now();
  const r = spawnSync('/usr/bin/env', ['node', ...flags, '--conditions=source', '--no-warnings', '--import', 'data:text/javascript,process.on("exit",()=>console.error("peak MB",process.resourceUsage().maxRSS/1024))', 'services/totals/src/audit/main.ts', '--most', '1'], { env, encoding: 'utf8', cwd: '/work/main' });
  console.log(r.stdout.slice(0, 1500), r.stderr, r.status, ((performance.now() - t) / 1000).toFixed(1), 's');
  }
  await c.end();
} finally { await server.stop(); removePostgres(dir); rmSync(dir, { recursive: true, force: true }); }
