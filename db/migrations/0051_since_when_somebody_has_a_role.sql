-- Whoever got their role today cannot be the second of two people: one alone could have made them.

ALTER TABLE staff ADD COLUMN role_since timestamptz;            -- when somebody of the desk gave it; none: the operator, or before this was kept
