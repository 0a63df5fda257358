-- Generated, then edited: WITHOUT ROWID keeps no order of arrival, STRICT keeps out what is not of its column's type.
CREATE TABLE `batches` (
	`number` integer PRIMARY KEY NOT NULL,
	`tips` integer NOT NULL,
	`bytes` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- The first open batch: there is one from the start, so that tips always have a batch to be in.
INSERT INTO `batches` VALUES (1, 0, 0);
--> statement-breakpoint
CREATE TABLE `tips` (
	`batch` integer NOT NULL,
	`hash` blob NOT NULL,
	`tag` blob NOT NULL,
	`day` integer NOT NULL,
	PRIMARY KEY(`batch`, `hash`),
	FOREIGN KEY (`batch`) REFERENCES `batches`(`number`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "tips_hash" CHECK(length("hash") = 32),
	CONSTRAINT "tips_tag" CHECK(length("tag") = 32)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `tips_by_hash` ON `tips` (`hash`);
--> statement-breakpoint
CREATE TABLE `envelopes` (
	`batch` integer NOT NULL,
	`hash` blob NOT NULL,
	`bytes` blob NOT NULL,
	PRIMARY KEY(`batch`, `hash`),
	FOREIGN KEY (`batch`,`hash`) REFERENCES `tips`(`batch`,`hash`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `intake_keys` (
	`hash` blob PRIMARY KEY NOT NULL,
	`key` blob NOT NULL,
	CONSTRAINT "intake_keys_key" CHECK(length("key") = 1216)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `keyrings` (
	`seq` integer PRIMARY KEY NOT NULL,
	`hash` blob NOT NULL,
	`statement` blob NOT NULL,
	CONSTRAINT "keyrings_hash" CHECK(length("hash") = 32)
) STRICT, WITHOUT ROWID;
