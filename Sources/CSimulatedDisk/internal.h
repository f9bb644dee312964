/// What the parts of the simulated disk share: the disk itself (disk.c), its files (file.c), and SQLite's view of them (vfs.c).
#ifndef SIMULATED_DISK_INTERNAL_H
#define SIMULATED_DISK_INTERNAL_H

#include "include/simulated_disk.h"

/// Bytes of a file; those beyond `size` are of no meaning.
typedef struct {
  unsigned char *bytes;
  int64_t size;
  int64_t capacity;
} simulated_content;

/// A part of a write that lies in one sector, or a truncation; not durable yet.
typedef struct simulated_piece {
  struct simulated_piece *next;
  /// The number of the sector; -1 for a truncation.
  int64_t sector;
  /// Where in the sector it begins; for a truncation the size of the file.
  int64_t offset;
  int64_t length;
  /// Whether a sync that failed has given it up: only a new write to its sector lets another sync write it.
  bool is_given_up;
  unsigned char bytes[];
} simulated_piece;

/// A file: what the processes see, what is durable, and what lies between the two.
typedef struct simulated_file {
  struct simulated_file *next;
  char *name;
  simulated_content current;
  /// Has room for all that `current` ever held, so a power cut needs no memory.
  simulated_content durable;
  simulated_piece *first_piece;
  simulated_piece **end_of_pieces;
  int64_t pending_bytes;
  int64_t given_up_count;
  /// Whether the name is in the folder, as processes see it and durably.
  bool is_listed;
  bool is_durably_listed;
  /// How many handles of the running process there are.
  int handles;
} simulated_file;

/// How an operation goes.
typedef enum {
  SIMULATED_VERDICT_PASSES,
  SIMULATED_VERDICT_FAILS,
  /// It is confirmed, and not done.
  SIMULATED_VERDICT_LIES,
  /// It is the last before power fails: it is done, perhaps, and not confirmed.
  SIMULATED_VERDICT_LAST,
} simulated_verdict;

/// A disk: one folder of files.
struct simulated_disk {
  simulated_disk *next;
  int64_t number;
  int64_t crashes;
  int64_t capacity;
  uint64_t random;
  simulated_file *files;
  /// How many handles there are, dead ones as well: they keep the memory of a destroyed disk.
  int64_t handles;
  bool is_destroyed;

  simulated_fault fault;
  int64_t after;
  int64_t count;
  /// Since the fault was armed.
  int64_t armed_operations;
  int64_t armed_syncs;
  int64_t armed_size;
  /// Whether power has failed, and the crash is still to come.
  bool is_off;
  /// Whether faults rest.
  bool is_paused;
  simulated_disk_counts counts;
};

// disk.c

/// The next 64 random bits (SplitMix64).
uint64_t simulated_random(uint64_t *state);

/// Finds the disk of a path as long as it has not crashed since, and the file's name in it. Counts a handle on it if asked to.
simulated_disk *simulated_disk_find(const char *path, const char **name, bool takes_handle);

/// Gives a handle back.
void simulated_disk_release(simulated_disk *disk);

/// Counts an operation, and says how it goes.
simulated_verdict simulated_disk_begin(simulated_disk *disk, bool is_sync);

/// Whether files may grow by so many bytes.
bool simulated_disk_has_room(simulated_disk *disk, int64_t growth);

simulated_file *simulated_disk_file(const simulated_disk *disk, const char *name);

/// Adds an empty file; null where memory is short.
simulated_file *simulated_disk_add(simulated_disk *disk, const char *name);

/// Makes names durable, and forgets files that have none.
void simulated_disk_sync_folder(simulated_disk *disk);

// file.c

/// An empty file without a disk or a list; null where memory is short.
simulated_file *simulated_file_create(const char *name);
void simulated_file_free(simulated_file *file);

/// Writes, of which nothing is durable yet; false where memory is short, and then nothing is written.
bool simulated_file_write(
  simulated_file *file, const void *bytes, int64_t length, int64_t offset);
bool simulated_file_truncate(simulated_file *file, int64_t size);

/// Makes durable what was written, but for what was given up.
void simulated_file_sync(simulated_file *file);

/// Makes everything durable.
void simulated_file_settle(simulated_file *file);

/// Lets later syncs pass over all that is not durable.
void simulated_file_give_up(simulated_file *file);

/// Leaves what a power cut leaves.
void simulated_file_cut_power(simulated_file *file, uint64_t *random);

#endif
