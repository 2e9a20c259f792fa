-- How offers and providers have done of late, for all processes: breakers, pauses that providers asked for, learned caps, and the last times.
create table health (
  id text primary key,
  failures bigint not null,
  open_until bigint not null,
  reason text not null,
  paused_until bigint not null,
  cap bigint,
  seconds text not null,
  updated_at bigint not null
);
create index health_updated on health(updated_at);
