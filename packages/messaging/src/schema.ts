/**
 * The tables of messaging, in each service's own database. One migration of the service runs it, before its own tables.
 *
 * `event` is the service's history, append-only and kept for good; its columns are those of Debezium's outbox event
 * router. `payload` is `json`, not `jsonb`: what readers get is byte for byte what was validated. `outbox` holds what is
 * still to be sent, nothing else, so a row's disappearance is the proof that Kafka has it.
 *
 * `outbox` has no foreign key to `event`: only `recordEvent` and `republish` fill it, both from rows of `event`, and a
 * foreign key would write a lock into each event a second time.
 */
export const messagingSchema = /* sql */ `
create table event (
  seq            bigint generated always as identity primary key,
  id             uuid not null unique,
  aggregatetype  text not null,
  aggregateid    text not null,
  type           text not null,
  payload        json not null,
  version        bigint not null check (version >= 1),
  recorded_at    timestamptz not null,
  province       text not null,
  edition        integer,
  commune        text,
  request_id     text,
  unique (aggregatetype, aggregateid, version)
);
comment on table event is 'Everything this service has ever told, in the order of writing. Append-only.';
comment on column event.aggregatetype is 'The topic.';
comment on column event.aggregateid is 'The thing, and the key of its records.';

create function event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'Events are never changed or removed: record a new version of the thing.';
end $$;
create trigger event_is_append_only before update or delete on event
  for each row execute function event_is_append_only();
create trigger event_is_never_emptied before truncate on event
  for each statement execute function event_is_append_only();

create table outbox (seq bigint primary key)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1);
comment on table outbox is 'Events that the broker has not confirmed yet.';

create table relay (
  one        boolean primary key default true check (one),
  database   uuid not null default gen_random_uuid(),
  holder     integer,
  heartbeat  timestamptz
);
insert into relay default values;
comment on table relay is 'One row: which session relays (backend pid), and when it last said that it lives.';
comment on column relay.database is 'This database''s own name; a database made anew has another.';

create table log (
  topic        text primary key,
  incarnation  text not null,
  begun_at     timestamptz not null default clock_timestamp()
);
comment on table log is 'Each topic''s incarnation (UUIDv7, rising): new when the topic is made or sent anew.';

create table log_partition (
  topic        text not null references log,
  partition    integer not null,
  last_offset  bigint not null,
  primary key (topic, partition)
);
comment on table log_partition is 'The last offset that the broker confirmed. A log that ends before it has lost records.';

create table consumed_offset (
  generation   integer not null default 0,
  topic        text not null,
  partition    integer not null,
  log          text,
  next_offset  bigint not null default 0,
  primary key (generation, topic, partition)
);
comment on table consumed_offset is 'How far this service has applied others'' events: the next offset to apply, and in which incarnation of the topic.';

create table consumed_thing (
  generation   integer not null default 0,
  topic        text not null,
  thing        text not null,
  version      bigint not null,
  primary key (generation, topic, thing)
) with (fillfactor = 80);
comment on table consumed_thing is 'The version of each thing of others that this service holds.';
`;
