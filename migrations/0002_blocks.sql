-- Generated, then edited: WITHOUT ROWID keeps no order of arrival, STRICT keeps out what is not of its column's type.
CREATE TABLE `intake_blocks` (
	`recipient` blob NOT NULL,
	`identity` blob NOT NULL,
	`block` blob NOT NULL,
	PRIMARY KEY(`recipient`, `identity`),
	CONSTRAINT "intake_blocks_recipient" CHECK(length("recipient") = 16),
	CONSTRAINT "intake_blocks_identity" CHECK(length("identity") = 32)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `visits` (
	`recipient` blob PRIMARY KEY NOT NULL,
	`day` integer NOT NULL,
	`fetched` integer NOT NULL,
	CONSTRAINT "visits_recipient" CHECK(length("recipient") = 16)
) STRICT, WITHOUT ROWID;
