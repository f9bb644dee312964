import GRDBSQLite
import Replication

/// The tables that every database of Deltamesh has, and the version of their form.
enum DatabaseFormat {
  /// Marks a file as ours: "DMSH", in SQLite's header.
  static let applicationID: Int64 = 0x444D_5348
  /// The version that this code writes, kept as SQLite's `user_version`.
  static let version = Int64(migrations.count)

  /// What leads from version n to version n + 1, for each n from 0.
  private static let migrations: [String] = [
    """
    CREATE TABLE "deltamesh.record" (
      one INTEGER PRIMARY KEY CHECK (one = 1), replica TEXT NOT NULL, knowledge BLOB NOT NULL,
      floor BLOB NOT NULL, sequence INTEGER NOT NULL, nonce INTEGER NOT NULL, time INTEGER NOT NULL,
      needsFullCopy INTEGER NOT NULL
    );
    CREATE TABLE "deltamesh.replicas" (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
    CREATE TABLE "deltamesh.types" (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, merge TEXT NOT NULL,
      hasTable INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE "deltamesh.fields" (
      type INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, valueType TEXT NOT NULL,
      hasColumn INTEGER NOT NULL DEFAULT 0, absent BLOB, PRIMARY KEY (type, number)
    ) WITHOUT ROWID;
    CREATE TABLE "deltamesh.commits" (
      sequence INTEGER PRIMARY KEY, nonce INTEGER NOT NULL, time INTEGER NOT NULL
    );
    CREATE TABLE "deltamesh.pulls" (
      peer TEXT PRIMARY KEY, token BLOB NOT NULL, endsRound INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE "deltamesh.settings" (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE "deltamesh.documents" (
      _seq INTEGER PRIMARY KEY, _type INTEGER NOT NULL, id TEXT NOT NULL, _deleted INTEGER NOT NULL,
      _createdAt INTEGER NOT NULL, _updatedAt INTEGER NOT NULL, _origin INTEGER NOT NULL,
      _version INTEGER NOT NULL, _stamps BLOB NOT NULL, _extra BLOB, UNIQUE (_type, id)
    );
    CREATE INDEX "deltamesh.documents._seq" ON "deltamesh.documents" (_type, _seq);
    CREATE INDEX "deltamesh.documents._origin" ON "deltamesh.documents" (_type, _origin, _version);
    CREATE TABLE "deltamesh.documents.origins" (
      _type INTEGER NOT NULL, replica INTEGER NOT NULL, timestamp INTEGER NOT NULL,
      seq INTEGER NOT NULL, PRIMARY KEY (_type, replica, timestamp, seq)
    ) WITHOUT ROWID;
    """,
    "ALTER TABLE \"deltamesh.record\" ADD COLUMN latest INTEGER NOT NULL DEFAULT 0",
    """
    ALTER TABLE "deltamesh.record" ADD COLUMN former BLOB NOT NULL DEFAULT x'';
    ALTER TABLE "deltamesh.record" ADD COLUMN startsOver INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE "deltamesh.record" ADD COLUMN closed BLOB NOT NULL DEFAULT x'';
    ALTER TABLE "deltamesh.record" ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE "deltamesh.record" ADD COLUMN silences BLOB NOT NULL DEFAULT x'';
    CREATE INDEX "deltamesh.documents._deleted" ON "deltamesh.documents" (_type, _deleted)
      WHERE _deleted = 1;
    """,
    // The sums of what is there already are counted once the catalogue is read: see `SumKeeper`.
    """
    CREATE TABLE "deltamesh.sums" (
      type INTEGER NOT NULL, bucket INTEGER NOT NULL, live INTEGER NOT NULL,
      tombstones INTEGER NOT NULL, PRIMARY KEY (type, bucket)
    ) WITHOUT ROWID;
    INSERT OR REPLACE INTO "deltamesh.settings" (key, value) VALUES ('uncounted', x'01');
    """,
    // A name may stand for several types, which merge differently.
    """
    CREATE TABLE "deltamesh.types.new" (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL, merge TEXT NOT NULL,
      hasTable INTEGER NOT NULL DEFAULT 0, UNIQUE (name, merge)
    );
    INSERT INTO "deltamesh.types.new" SELECT number, name, merge, hasTable FROM "deltamesh.types";
    DROP TABLE "deltamesh.types";
    ALTER TABLE "deltamesh.types.new" RENAME TO "deltamesh.types";
    """,
    // What is there already is counted when the store is opened: see `DocumentCounts`.
    """
    CREATE TABLE "deltamesh.counts" (
      type INTEGER PRIMARY KEY, live INTEGER NOT NULL, deleted INTEGER NOT NULL
    );
    """,
    "ALTER TABLE \"deltamesh.record\" ADD COLUMN scope TEXT NOT NULL DEFAULT ''",
    // What a partial replica has dropped, and how far it has looked for more.
    """
    ALTER TABLE "deltamesh.record" ADD COLUMN relinquished BLOB NOT NULL DEFAULT x'';
    ALTER TABLE "deltamesh.record" ADD COLUMN examined INTEGER NOT NULL DEFAULT 0;
    """,
    // What was answered to rows that were pushed with keys.
    """
    CREATE TABLE "deltamesh.answers" (
      key TEXT PRIMARY KEY, time INTEGER NOT NULL, fingerprint INTEGER NOT NULL,
      outcome TEXT NOT NULL, message TEXT
    ) WITHOUT ROWID;
    CREATE INDEX "deltamesh.answers.time" ON "deltamesh.answers" (time);
    """,
  ]

  /// Brings a database to ``version``: makes the tables of an empty one, migrates an older one; all in one transaction.
  static func prepare(_ connection: Connection, path: String) throws(StoreError) {
    let application = try connection.integer("PRAGMA application_id") ?? 0
    let found = try connection.integer("PRAGMA user_version") ?? 0
    let isEmpty = try connection.integer("SELECT count(*) FROM sqlite_schema") == 0
    guard application == applicationID || (isEmpty && application == 0 && found == 0) else {
      throw StoreError(
        .corrupt, "\(path) is an SQLite database of another program: choose another data folder")
    }
    guard found <= version, found >= 0 else {
      throw StoreError(
        .otherVersion,
        """
        \(path) has format \(found), and this program knows formats up to \(version): \
        run the version of Deltamesh that wrote it, or a newer one
        """)
    }
    guard found < version else { return }
    try connection.execute("BEGIN IMMEDIATE")
    do throws(StoreError) {
      for migration in migrations[Int(found)...] { try connection.execute(migration) }
      try connection.execute("PRAGMA application_id = \(applicationID)")
      try connection.execute("PRAGMA user_version = \(version)")
      try connection.execute("COMMIT")
    } catch {
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      throw error
    }
  }
}
