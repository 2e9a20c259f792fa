-- Money in whole micros: what each organisation and key has, what is held for whom, and the journal that everything else must agree with.
create table ledger_balances (
  org text primary key,
  floor_micro bigint,
  ceiling_micro bigint,
  available_micro bigint not null,
  held_micro bigint not null,
  spent_micro bigint not null,
  funded_micro bigint not null,
  overage_micro bigint not null,
  opened_at bigint not null
);

create table ledger_keys (
  org text not null,
  api_key text not null,
  ceiling_micro bigint,
  held_micro bigint not null,
  spent_micro bigint not null,
  primary key (org, api_key)
);

create table ledger_holds (
  id text primary key,
  org text not null,
  api_key text,
  generation text not null,
  micro bigint not null,
  state text not null,
  captured_micro bigint not null,
  overage_micro bigint not null,
  expires_at bigint not null,
  created_at bigint not null,
  ended_at bigint
);
create index ledger_holds_generation on ledger_holds(org, generation);
create index ledger_holds_open on ledger_holds(expires_at) where state = 'open';

create table ledger_entries (
  id text primary key,
  org text not null,
  kind text not null,
  debit text not null,
  credit text not null,
  micro bigint not null,
  hold text,
  generation text,
  api_key text,
  note text,
  idem text,
  at bigint not null
);
create unique index ledger_entries_idem on ledger_entries(org, idem);
create index ledger_entries_feed on ledger_entries(org, id);
create index ledger_entries_hold on ledger_entries(hold);
