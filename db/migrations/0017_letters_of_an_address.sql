-- A guided answer says what became of the newest letter to an address.
CREATE INDEX letters_to ON letters (recipient, created_at DESC);
