-- Generated, then edited: WITHOUT ROWID keeps no order of arrival, STRICT keeps out what is not of its column's type.
CREATE TABLE `drop_batches` (
	`number` integer PRIMARY KEY NOT NULL,
	`drops` integer NOT NULL,
	`day` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- The first open batch of drops; its day is that of its first drop.
INSERT INTO `drop_batches` VALUES (1, 0, 0);
--> statement-breakpoint
CREATE TABLE `drops` (
	`kind` integer NOT NULL,
	`locator` blob NOT NULL,
	`batch` integer NOT NULL,
	`cell` blob NOT NULL,
	PRIMARY KEY(`kind`, `locator`),
	FOREIGN KEY (`batch`) REFERENCES `drop_batches`(`number`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "drops_locator" CHECK(length("locator") = 32),
	CONSTRAINT "drops_cell" CHECK(length("cell") = 2048)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `drops_by_batch` ON `drops` (`batch`);
--> statement-breakpoint
CREATE TABLE `weeks` (
	`week` integer PRIMARY KEY NOT NULL,
	`bits` integer NOT NULL,
	CONSTRAINT "weeks_bits" CHECK("bits" between 0 and 16)
) STRICT, WITHOUT ROWID;
