-- Two more kinds of entries: how conversations are tied to each other, and how a customer found it went.

ALTER TABLE entries DROP CONSTRAINT entries_kind_check;
ALTER TABLE entries ADD CONSTRAINT entries_kind_check
    CHECK (kind IN ('message', 'note', 'assignment', 'state', 'intake', 'handling', 'reveal', 'link', 'rating'));
