-- What the operator says of one layer of a model's openness, against the indexes, and why. The installation's, not one organisation's: the router has one world.
create table openness_overrides (
  model text not null,
  layer text not null,
  -- Null: not known, whatever others claim.
  value text,
  reason text not null,
  set_by text not null,
  org text not null,
  set_at bigint not null,
  primary key (model, layer)
);
