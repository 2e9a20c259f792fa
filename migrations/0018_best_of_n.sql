-- The best of several: which chat judges a generation, what came of it and what its user says (JSON); and of which generation a chat is a part, so that it is no entry of its own.
alter table generations add column best text;
alter table generations add column part_of text;
create index generations_parts on generations(part_of) where part_of is not null;
