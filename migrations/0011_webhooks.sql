-- Webhooks going out: where organisations want to hear of events, what is said there (once for each event, whoever hears it), and each saying to one of them.
create table webhook_endpoints (
  id text primary key,
  org text not null references organizations(id),
  url text not null,
  description text not null,
  types text,
  enabled bigint not null,
  secret text not null,
  old_secret text,
  old_secret_until bigint,
  failures bigint not null,
  failing_since bigint,
  disabled_at bigint,
  disabled_reason text,
  created_at bigint not null
);
create index webhook_endpoints_org on webhook_endpoints(org, id);

-- The body as it stood when it happened: every try and every replay sends the same bytes.
create table webhook_messages (
  id text primary key,
  org text not null,
  type text not null,
  subject text not null,
  body text not null,
  created_at bigint not null
);
create index webhook_messages_age on webhook_messages(created_at);

-- `round` counts replays, so that a try which began before one cannot end it. No foreign keys: an endpoint that is removed at that very moment must not
-- undo the transaction of a generation.
create table webhook_deliveries (
  id text primary key,
  org text not null,
  endpoint text not null,
  message text not null,
  round bigint not null,
  state text not null,
  tries bigint not null,
  first_try_at bigint,
  last_try_at bigint,
  last_status bigint,
  last_error text,
  next_at bigint,
  delivered_at bigint,
  created_at bigint not null
);
create unique index webhook_deliveries_once on webhook_deliveries(endpoint, message);
create index webhook_deliveries_feed on webhook_deliveries(org, endpoint, id);
create index webhook_deliveries_message on webhook_deliveries(message);
create index webhook_deliveries_age on webhook_deliveries(created_at);
