-- How an attempt's cost was told: by the provider, by its usage or by the quote, with the provider's figure and ours beside each other (JSON).
alter table attempts add column bill text;
