-- Which of two results somebody liked better; and beside how providers do: how often attempts succeed of late, and how long they stood in line.
create table votes (
  id text primary key,
  org text not null,
  voter text not null,
  pair text not null,
  task text not null,
  style text,
  winner text not null,
  winner_generation text not null references generations(id),
  loser text not null,
  loser_generation text not null references generations(id),
  tie bigint not null,
  at bigint not null
);
create unique index votes_pair on votes(org, voter, pair);
create index votes_task on votes(org, task);
create index votes_at on votes(at);

alter table health add column good double precision;
alter table health add column tried double precision;
alter table health add column waited double precision;
alter table health add column waited_at bigint;
