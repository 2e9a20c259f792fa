-- What judges that somebody named say of two results: the last word of each judge on two models and the same words. Both looks stand in it as JSON.
create table checks (
  id text primary key,
  org text not null,
  judge text not null,
  pair text not null,
  task text not null,
  style text,
  a text not null,
  a_generation text not null references generations(id),
  a_asset text not null,
  b text not null,
  b_generation text not null references generations(id),
  b_asset text not null,
  outcome text not null,
  said text not null,
  why text,
  at bigint not null
);
create unique index checks_pair on checks(org, judge, pair);
create index checks_task on checks(org, task);
create index checks_at on checks(at);
