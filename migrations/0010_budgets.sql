-- Budgets in money and in generations for an organization, a project, a member or a key; projects; and whose each hold is.
create table projects (
  id text primary key,
  org text not null references organizations(id),
  name text not null,
  created_at bigint not null,
  archived_at bigint
);
create unique index projects_name on projects(org, name) where archived_at is null;
alter table api_keys add column project text references projects(id);
alter table api_keys add column member text;

-- What the ledger needs to know of a key, and of whom a hold was made for: it does not ask other features.
alter table ledger_keys add column project text;
alter table ledger_keys add column member text;
alter table ledger_holds add column project text;
alter table ledger_holds add column member text;
-- 1 where the hold stands for a generation, 0 for a further hold of the same one.
alter table ledger_holds add column counted bigint not null default 1;
create index ledger_holds_time on ledger_holds(org, created_at);
-- How many budgets the organization has, so that those who have none pay nothing for them.
alter table ledger_balances add column budgets bigint not null default 0;

create table budgets (
  id text primary key,
  org text not null,
  scope text not null,
  -- The id of the project or key, the member's name, or '' for the organization.
  subject text not null,
  span text not null,
  limit_micro bigint,
  limit_generations bigint,
  created_at bigint not null
);
create unique index budgets_subject on budgets(org, scope, subject, span);

-- What the holds that were made within one window add up to; a row comes with the first of them and always agrees with ledger_holds.
create table budget_counters (
  budget text not null references budgets(id),
  starts_at bigint not null,
  ends_at bigint not null,
  org text not null,
  held_micro bigint not null,
  spent_micro bigint not null,
  held_generations bigint not null,
  spent_generations bigint not null,
  primary key (budget, starts_at)
);
