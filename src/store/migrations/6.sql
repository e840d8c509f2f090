-- Bodies of the press are released once they are old: who leans on one, and whose it is.
CREATE INDEX bodies_against ON bodies (against) WHERE against IS NOT NULL;
CREATE INDEX snapshots_of_body ON snapshots (body);
CREATE INDEX parts_of_body ON parts (body);
