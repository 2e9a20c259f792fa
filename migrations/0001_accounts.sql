-- Who asks: organisations, their keys, the studio's sessions and the one-time tokens that open them. Secrets are kept as SHA-256 only.
create table organizations (
  id text primary key,
  name text not null,
  created_at bigint not null
);

create table api_keys (
  id text primary key,
  org text not null references organizations(id),
  name text not null,
  hash text not null unique,
  hint text not null,
  scopes text not null,
  ceiling_micro bigint,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint,
  last_used_at bigint
);
create index api_keys_org on api_keys(org);

create table sessions (
  hash text primary key,
  org text not null references organizations(id),
  created_at bigint not null,
  expires_at bigint not null
);

create table sign_in_tokens (
  hash text primary key,
  org text not null references organizations(id),
  expires_at bigint not null,
  used_at bigint
);
