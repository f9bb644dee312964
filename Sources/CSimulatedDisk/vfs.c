#include "internal.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/// SQLite's handle of a file.
typedef struct {
  sqlite3_file base;
  /// Null for a temporary file, which belongs to the handle.
  simulated_disk *disk;
  /// Not to be touched once the disk has crashed.
  simulated_file *file;
  /// How often the disk had crashed when the file was opened.
  int64_t crashes;
  /// Whether the file is a journal that may be new: its first sync is one of its folder as well, as SQLite does it on Unix.
  bool syncs_folder;
} handle;

static handle *handle_of(sqlite3_file *file) { return (handle *)file; }

/// Counts an operation on an open file, and says how it goes.
static simulated_verdict begin(handle *handle, bool is_sync) {
  if (handle->disk == NULL) return SIMULATED_VERDICT_PASSES;
  if (handle->disk->crashes != handle->crashes) return SIMULATED_VERDICT_FAILS;
  return simulated_disk_begin(handle->disk, is_sync);
}

// MARK: Files

static int close_file(sqlite3_file *base) {
  handle *handle = handle_of(base);
  if (handle->disk == NULL) {
    simulated_file_free(handle->file);
  } else {
    if (handle->disk->crashes == handle->crashes) handle->file->handles -= 1;
    simulated_disk_release(handle->disk);
  }
  handle->disk = NULL;
  handle->file = NULL;
  return SQLITE_OK;
}

static int read_file(sqlite3_file *base, void *bytes, int length, sqlite3_int64 offset) {
  handle *handle = handle_of(base);
  if (begin(handle, false) != SIMULATED_VERDICT_PASSES || length < 0 || offset < 0)
    return SQLITE_IOERR_READ;
  const simulated_content *content = &handle->file->current;
  int64_t rest = offset < content->size ? content->size - offset : 0;
  int64_t part = rest < length ? rest : length;
  if (part > 0) memcpy(bytes, content->bytes + offset, (size_t)part);
  if (part == length) return SQLITE_OK;
  memset((unsigned char *)bytes + part, 0, (size_t)(length - part));
  return SQLITE_IOERR_SHORT_READ;
}

static int write_file(sqlite3_file *base, const void *bytes, int length, sqlite3_int64 offset) {
  handle *handle = handle_of(base);
  if (length < 0 || offset < 0 || offset > INT64_MAX / 2) return SQLITE_IOERR_WRITE;
  simulated_verdict verdict = begin(handle, false);
  simulated_disk *disk = handle->disk;
  if (verdict == SIMULATED_VERDICT_FAILS) {
    // A write that fails may have begun.
    if (disk->crashes != handle->crashes || disk->is_off) return SQLITE_IOERR_WRITE;
    length = (int)(simulated_random(&disk->random) % ((uint64_t)length + 1));
  }
  int64_t growth = offset + length - handle->file->current.size;
  if (disk != NULL && !simulated_disk_has_room(disk, growth)) return SQLITE_FULL;
  if (!simulated_file_write(handle->file, bytes, length, offset)) return SQLITE_IOERR_NOMEM;
  if (disk == NULL) {
    // Nobody will ever ask what of it was durable.
    simulated_file_settle(handle->file);
  } else {
    disk->counts.bytes_written += length;
  }
  return verdict == SIMULATED_VERDICT_PASSES ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

static int truncate_file(sqlite3_file *base, sqlite3_int64 size) {
  handle *handle = handle_of(base);
  simulated_verdict verdict = begin(handle, false);
  if (verdict == SIMULATED_VERDICT_FAILS || size < 0) return SQLITE_IOERR_TRUNCATE;
  int64_t growth = size - handle->file->current.size;
  if (handle->disk != NULL && !simulated_disk_has_room(handle->disk, growth)) return SQLITE_FULL;
  if (!simulated_file_truncate(handle->file, size)) return SQLITE_IOERR_NOMEM;
  return verdict == SIMULATED_VERDICT_PASSES ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int sync_file(sqlite3_file *base, int flags) {
  (void)flags;
  handle *handle = handle_of(base);
  switch (begin(handle, true)) {
  case SIMULATED_VERDICT_PASSES:
    simulated_file_sync(handle->file);
    if (handle->syncs_folder) simulated_disk_sync_folder(handle->disk);
    handle->syncs_folder = false;
    return SQLITE_OK;
  case SIMULATED_VERDICT_LIES:
    return SQLITE_OK;
  case SIMULATED_VERDICT_LAST:
    return SQLITE_IOERR_FSYNC;
  case SIMULATED_VERDICT_FAILS:
    break;
  }
  // Some systems hold on to what could not be written, others take it for written.
  simulated_disk *disk = handle->disk;
  if (disk->crashes == handle->crashes && !disk->is_off && simulated_random(&disk->random) % 2 == 0)
    simulated_file_give_up(handle->file);
  return SQLITE_IOERR_FSYNC;
}

static int size_of_file(sqlite3_file *base, sqlite3_int64 *size) {
  handle *handle = handle_of(base);
  *size = 0;
  if (begin(handle, false) != SIMULATED_VERDICT_PASSES) return SQLITE_IOERR_FSTAT;
  *size = handle->file->current.size;
  return SQLITE_OK;
}

/// A lock is always to be had: there is one connection a disk. On a dead file there is none, so nothing more is tried.
static int lock_file(sqlite3_file *base, int level) {
  (void)level;
  handle *handle = handle_of(base);
  bool is_dead = handle->disk != NULL && handle->disk->crashes != handle->crashes;
  return is_dead ? SQLITE_IOERR_LOCK : SQLITE_OK;
}

static int unlock_file(sqlite3_file *base, int level) {
  (void)base;
  (void)level;
  return SQLITE_OK;
}

static int check_reserved_lock(sqlite3_file *base, int *is_reserved) {
  (void)base;
  *is_reserved = 0;
  return SQLITE_OK;
}

static int control_file(sqlite3_file *base, int operation, void *argument) {
  (void)base;
  (void)operation;
  (void)argument;
  return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *base) {
  (void)base;
  return SIMULATED_DISK_SECTOR;
}

/// The disk promises nothing.
static int device_characteristics(sqlite3_file *base) {
  (void)base;
  return 0;
}

/// Version 1: without shared memory, so the connection has the database for itself.
static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = size_of_file,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_reserved_lock,
  .xFileControl = control_file,
  .xSectorSize = sector_size,
  .xDeviceCharacteristics = device_characteristics,
};

// MARK: Names

static int open_temporary(handle *handle, int flags, int *flags_out) {
  handle->file = simulated_file_create("");
  if (handle->file == NULL) return SQLITE_IOERR_NOMEM;
  handle->base.pMethods = &methods;
  if (flags_out != NULL) *flags_out = flags;
  return SQLITE_OK;
}

static int open_file(
  sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *flags_out) {
  (void)vfs;
  handle *handle = handle_of(base);
  memset(handle, 0, sizeof *handle);
  if (path == NULL) return open_temporary(handle, flags, flags_out);
  const char *name;
  simulated_disk *disk = simulated_disk_find(path, &name, true);
  if (disk == NULL) return SQLITE_CANTOPEN;
  simulated_file *file = NULL;
  if (simulated_disk_begin(disk, false) == SIMULATED_VERDICT_PASSES) {
    file = simulated_disk_file(disk, name);
    if (file == NULL && (flags & SQLITE_OPEN_CREATE) != 0) file = simulated_disk_add(disk, name);
  }
  if (file == NULL) {
    simulated_disk_release(disk);
    return SQLITE_CANTOPEN;
  }
  file->handles += 1;
  handle->disk = disk;
  handle->file = file;
  handle->crashes = disk->crashes;
  int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  handle->syncs_folder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & journals) != 0;
  handle->base.pMethods = &methods;
  if (flags_out != NULL) *flags_out = flags;
  return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *path, int syncs_folder) {
  (void)vfs;
  const char *name;
  simulated_disk *disk = simulated_disk_find(path, &name, false);
  if (disk == NULL) return SQLITE_IOERR_DELETE;
  simulated_verdict verdict = simulated_disk_begin(disk, false);
  if (verdict == SIMULATED_VERDICT_FAILS) return SQLITE_IOERR_DELETE;
  simulated_file *file = simulated_disk_file(disk, name);
  if (file == NULL) return SQLITE_IOERR_DELETE_NOENT;
  file->is_listed = false;
  if (verdict != SIMULATED_VERDICT_PASSES) return SQLITE_IOERR_DELETE;
  if (syncs_folder) simulated_disk_sync_folder(disk);
  return SQLITE_OK;
}

/// An empty file counts as none, as SQLite has it on Unix.
static int access_file(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
  (void)vfs;
  const char *name;
  *result = 0;
  simulated_disk *disk = simulated_disk_find(path, &name, false);
  if (disk == NULL || simulated_disk_begin(disk, false) != SIMULATED_VERDICT_PASSES)
    return SQLITE_IOERR_ACCESS;
  const simulated_file *file = simulated_disk_file(disk, name);
  *result = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->current.size > 0);
  return SQLITE_OK;
}

static int full_path(sqlite3_vfs *vfs, const char *path, int size, char *result) {
  (void)vfs;
  size_t length = strlen(path);
  if (size < 1 || length >= (size_t)size) return SQLITE_CANTOPEN;
  memcpy(result, path, length + 1);
  return SQLITE_OK;
}

// MARK: Time and chance, which stand still

static int fill_randomly(sqlite3_vfs *vfs, int size, char *bytes) {
  (void)vfs;
  uint64_t random = 0;
  for (int index = 0; index < size; index++) bytes[index] = (char)simulated_random(&random);
  return size;
}

static int sleep_not(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return microseconds;
}

/// 2027-01-15 08:00 UTC, in milliseconds of the Julian calendar's days.
static int current_time(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
  (void)vfs;
  *milliseconds = INT64_C(210866760000000) + INT64_C(1800000000000);
  return SQLITE_OK;
}

static int current_days(sqlite3_vfs *vfs, double *days) {
  sqlite3_int64 milliseconds;
  int code = current_time(vfs, &milliseconds);
  *days = (double)milliseconds / 86400000.0;
  return code;
}

static int last_error(sqlite3_vfs *vfs, int size, char *message) {
  (void)vfs;
  if (size > 0) message[0] = '\0';
  return 0;
}

static sqlite3_vfs simulated_vfs = {
  .iVersion = 2,
  .szOsFile = sizeof(handle),
  .mxPathname = 512,
  .zName = SIMULATED_DISK_VFS,
  .xOpen = open_file,
  .xDelete = delete_file,
  .xAccess = access_file,
  .xFullPathname = full_path,
  .xRandomness = fill_randomly,
  .xSleep = sleep_not,
  .xCurrentTime = current_days,
  .xGetLastError = last_error,
  .xCurrentTimeInt64 = current_time,
};

int simulated_disk_register(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  static bool is_registered;
  pthread_mutex_lock(&mutex);
  int code = is_registered ? SQLITE_OK : sqlite3_vfs_register(&simulated_vfs, 0);
  is_registered = code == SQLITE_OK;
  pthread_mutex_unlock(&mutex);
  return code;
}
