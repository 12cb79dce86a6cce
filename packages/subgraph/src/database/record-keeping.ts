/** What every service keeps beside its things: who wrote what, and which requests were answered already. */
export const recordKeeping = /* sql */ `
  create table idempotency (
    caller     text not null,
    mutation   text not null,
    key        text not null,
    input_hash text not null,
    thing      uuid,
    receipt    text,
    created_at timestamptz not null default now(),
    primary key (caller, mutation, key)
  );
  create index idempotency_age on idempotency (created_at);

  create table audit (
    seq        bigint generated always as identity primary key,
    at         timestamptz not null,
    subject    text not null,
    role       text not null,
    mutation   text not null,
    request_id text,
    topic      text not null,
    thing      uuid not null,
    version    int not null,
    before     jsonb,
    after      jsonb not null
  );
  create index audit_thing on audit (thing, version);
`;
