-- Who wrote a letter that was set aside, and of what, is sealed as the letter is; plain_ is of what is older, until it is sealed.

ALTER TABLE received_letters RENAME COLUMN sender TO plain_sender;
ALTER TABLE received_letters RENAME COLUMN subject TO plain_subject;
ALTER TABLE received_letters
    ADD COLUMN about bytea,
    ADD COLUMN sender_key bytea;                           -- what the master key makes of their address: found again, never read

CREATE INDEX received_letters_of_sender ON received_letters (sender_key) WHERE sender_key IS NOT NULL;
CREATE INDEX received_letters_plain ON received_letters (id) WHERE plain_sender IS NOT NULL OR plain_subject IS NOT NULL;
