-- The last answer to "is open good enough here?" that an organization was told, by task: a change is an event.
create table gap_answers (
  org text not null,
  task text not null,
  answer text not null,
  says text not null,
  at bigint not null,
  primary key (org, task)
);
