-- Durable work: one row a job until it is done. `run_at` is when it may be claimed: the time to run while ready, the end of the lease while running.
create table jobs (
  id text primary key,
  org text not null,
  kind text not null,
  subject text not null,
  state text not null,
  run_at bigint not null,
  again bigint not null,
  failures bigint not null,
  vanished bigint not null,
  last_error text,
  owner text,
  lease text,
  created_at bigint not null
);
create unique index jobs_subject on jobs(kind, subject, org);
create index jobs_due on jobs(kind, run_at) where state <> 'dead';
create index jobs_org on jobs(org, state);
