-- Keys of providers that were set in the studio or by `oak providers set`, sealed: the text can be opened with the installation's sealing key only.
create table provider_keys (
  provider text primary key,
  org text not null,
  sealed text not null,
  hint text not null,
  set_by text,
  set_at bigint not null
);
