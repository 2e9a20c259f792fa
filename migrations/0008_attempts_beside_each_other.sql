-- Attempts beside each other: each covers some of the outputs that were asked for (0, from before: all of them), a hedge stands beside the one it hedges.
alter table attempts add column outputs_asked bigint not null default 0;
alter table attempts add column outputs_made bigint;
alter table attempts add column hedges text;
-- When the provider may be asked about it again.
alter table attempts add column ask_at bigint not null default 0;
alter table attempts add column seed bigint;
create index attempts_open on attempts(provider) where ended_at is null;
