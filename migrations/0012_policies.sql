-- Policies: named sets of constraints of an organization, a project or a key, with every version they had.
create table policies (
  id text primary key,
  org text not null references organizations(id),
  scope text not null,
  -- The id of the project or key, or '' for the organization.
  subject text not null,
  name text not null,
  version bigint not null,
  constraints text not null,
  changed_by text,
  created_at bigint not null,
  changed_at bigint not null,
  removed_at bigint
);
create unique index policies_name on policies(org, scope, subject, name) where removed_at is null;

create table policy_versions (
  policy text not null references policies(id),
  version bigint not null,
  org text not null,
  -- Null: with this version it was taken away.
  constraints text,
  changed_by text,
  changed_at bigint not null,
  primary key (policy, version)
);
