-- What the licences of the offer that made an asset asked for when it was made, as JSON; null where nobody can say: uploads, hand-offs, and what is older than this.
alter table assets add column duties text;
