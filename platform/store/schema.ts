/**
 * The steps that bring a database from one format version to the next; the version is the number of steps taken.
 * A step that has been released is never changed. `record` columns are JSON of the types in `records.ts`; times are
 * milliseconds since 1970.
 */
export const schema: readonly string[] = [
  `CREATE TABLE counter (next INTEGER NOT NULL);
   INSERT INTO counter VALUES (100001);

   CREATE TABLE products (product_id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE devices (
     device_id TEXT PRIMARY KEY,
     product_id TEXT NOT NULL REFERENCES products,
     imei TEXT NOT NULL UNIQUE,
     record TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE keys (key TEXT PRIMARY KEY, product_id TEXT NOT NULL REFERENCES products, record TEXT NOT NULL)
     WITHOUT ROWID;

   CREATE TABLE registrations (
     device_id TEXT PRIMARY KEY REFERENCES devices ON DELETE CASCADE,
     record TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE observations (
     device_id TEXT NOT NULL REFERENCES devices ON DELETE CASCADE,
     path TEXT NOT NULL,
     record TEXT NOT NULL,
     PRIMARY KEY (device_id, path)
   ) WITHOUT ROWID;

   CREATE TABLE streams (
     stream INTEGER PRIMARY KEY,
     device_id TEXT REFERENCES devices ON DELETE SET NULL,
     id TEXT NOT NULL,
     uuid TEXT NOT NULL UNIQUE,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     value TEXT NOT NULL,
     points INTEGER NOT NULL,
     UNIQUE (device_id, id)
   );
   CREATE TABLE points (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     stream INTEGER NOT NULL,
     at INTEGER NOT NULL,
     value TEXT NOT NULL
   );
   CREATE INDEX points_by_time ON points (stream, at);

   CREATE TABLE commands (
     uuid TEXT PRIMARY KEY,
     device_id TEXT NOT NULL REFERENCES devices ON DELETE CASCADE,
     created_at INTEGER NOT NULL,
     send_status INTEGER NOT NULL,
     record TEXT NOT NULL
   );
   CREATE INDEX commands_by_time ON commands (device_id, created_at);
   CREATE INDEX commands_open ON commands (device_id) WHERE send_status IN (1, 3);

   CREATE TABLE triggers (trigger_id TEXT PRIMARY KEY, product_id TEXT NOT NULL REFERENCES products, record TEXT NOT NULL)
     WITHOUT ROWID;
   CREATE TABLE pushes (product_id TEXT PRIMARY KEY REFERENCES products ON DELETE CASCADE, record TEXT NOT NULL)
     WITHOUT ROWID;
   CREATE TABLE outbox (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     target TEXT NOT NULL,
     message TEXT NOT NULL
   );
   CREATE INDEX outbox_by_target ON outbox (target, sequence)`,
  `CREATE TABLE silences (
     trigger_id TEXT NOT NULL,
     device_id TEXT NOT NULL REFERENCES devices ON DELETE CASCADE,
     stream TEXT NOT NULL,
     since INTEGER NOT NULL,
     PRIMARY KEY (trigger_id, device_id, stream)
   ) WITHOUT ROWID`,
];
