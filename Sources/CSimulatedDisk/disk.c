#include "internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/// All disks, and the mutex that guards the list and the counts of handles.
static simulated_disk *disks;
static int64_t last_number;
static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;

uint64_t simulated_random(uint64_t *state) {
  *state += UINT64_C(0x9E3779B97F4A7C15);
  uint64_t bits = *state;
  bits = (bits ^ (bits >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  bits = (bits ^ (bits >> 27)) * UINT64_C(0x94D049BB133111EB);
  return bits ^ (bits >> 31);
}

// MARK: The registry

simulated_disk *simulated_disk_create(uint64_t seed, int64_t capacity) {
  simulated_disk *disk = calloc(1, sizeof *disk);
  if (disk == NULL) return NULL;
  disk->random = seed;
  disk->capacity = capacity < 0 ? 0 : capacity;
  pthread_mutex_lock(&registry);
  disk->number = ++last_number;
  disk->next = disks;
  disks = disk;
  pthread_mutex_unlock(&registry);
  return disk;
}

static void free_disk(simulated_disk *disk) {
  while (disk->files != NULL) {
    simulated_file *next = disk->files->next;
    simulated_file_free(disk->files);
    disk->files = next;
  }
  free(disk);
}

void simulated_disk_destroy(simulated_disk *disk) {
  if (disk == NULL) return;
  pthread_mutex_lock(&registry);
  simulated_disk **link = &disks;
  while (*link != NULL && *link != disk) link = &(*link)->next;
  if (*link != NULL) *link = disk->next;
  disk->crashes += 1;
  disk->is_destroyed = true;
  bool is_last = disk->handles == 0;
  pthread_mutex_unlock(&registry);
  if (is_last) free_disk(disk);
}

/// Reads digits, of which there are some, and what ends them; false where that is not what stands there.
static bool read_number(const char **text, char end, int64_t *number) {
  const char *start = *text;
  *number = 0;
  while (**text >= '0' && **text <= '9' && *number < INT64_MAX / 16) {
    *number = *number * 10 + (**text - '0');
    *text += 1;
  }
  if (*text == start || **text != end) return false;
  *text += 1;
  return true;
}

simulated_disk *simulated_disk_find(const char *path, const char **name, bool takes_handle) {
  int64_t number;
  int64_t crashes;
  if (*path++ != '/' || !read_number(&path, '.', &number) || !read_number(&path, '/', &crashes))
    return NULL;
  *name = path;
  pthread_mutex_lock(&registry);
  simulated_disk *disk = disks;
  while (disk != NULL && disk->number != number) disk = disk->next;
  // Another thread's disk is not looked at: its number is not asked for here.
  if (disk != NULL && disk->crashes != crashes) disk = NULL;
  if (disk != NULL && takes_handle) disk->handles += 1;
  pthread_mutex_unlock(&registry);
  return disk;
}

void simulated_disk_release(simulated_disk *disk) {
  pthread_mutex_lock(&registry);
  disk->handles -= 1;
  bool is_last = disk->is_destroyed && disk->handles == 0;
  pthread_mutex_unlock(&registry);
  if (is_last) free_disk(disk);
}

int64_t simulated_disk_number(const simulated_disk *disk) { return disk->number; }

int64_t simulated_disk_crashes(const simulated_disk *disk) { return disk->crashes; }

simulated_disk_counts simulated_disk_count(const simulated_disk *disk) { return disk->counts; }

// MARK: Files

simulated_file *simulated_disk_file(const simulated_disk *disk, const char *name) {
  for (simulated_file *file = disk->files; file != NULL; file = file->next)
    if (file->is_listed && strcmp(file->name, name) == 0) return file;
  return NULL;
}

simulated_file *simulated_disk_add(simulated_disk *disk, const char *name) {
  simulated_file *file = simulated_file_create(name);
  if (file == NULL) return NULL;
  file->is_listed = true;
  simulated_file **link = &disk->files;
  while (*link != NULL) link = &(*link)->next;
  *link = file;
  return file;
}

/// Forgets files that have no name, durable or not, and no handle.
static void sweep(simulated_disk *disk) {
  simulated_file **link = &disk->files;
  while (*link != NULL) {
    simulated_file *file = *link;
    if (file->is_listed || file->is_durably_listed || file->handles > 0) {
      link = &file->next;
      continue;
    }
    *link = file->next;
    simulated_file_free(file);
  }
}

void simulated_disk_sync_folder(simulated_disk *disk) {
  for (simulated_file *file = disk->files; file != NULL; file = file->next)
    file->is_durably_listed = file->is_listed;
  sweep(disk);
}

static int64_t total_size(const simulated_disk *disk) {
  int64_t size = 0;
  for (simulated_file *file = disk->files; file != NULL; file = file->next)
    if (file->is_listed || file->handles > 0) size += file->current.size;
  return size;
}

int64_t simulated_disk_read(
  const simulated_disk *disk, const char *name, void *bytes, int64_t offset, int64_t length) {
  const simulated_file *file = simulated_disk_file(disk, name);
  if (file == NULL) return -1;
  int64_t size = file->current.size;
  if (offset >= 0 && offset < size && length > 0)
    memcpy(bytes, file->current.bytes + offset,
           (size_t)(length < size - offset ? length : size - offset));
  return size;
}

simulated_disk *simulated_disk_clone(const simulated_disk *disk) {
  simulated_disk *clone = simulated_disk_create(disk->random, disk->capacity);
  if (clone == NULL) return NULL;
  for (simulated_file *file = disk->files; file != NULL; file = file->next) {
    if (!file->is_listed) continue;
    simulated_file *copy = simulated_disk_add(clone, file->name);
    if (copy == NULL
        || !simulated_file_write(copy, file->current.bytes, file->current.size, 0)) {
      simulated_disk_destroy(clone);
      return NULL;
    }
  }
  simulated_disk_settle(clone);
  return clone;
}

// MARK: Faults

void simulated_disk_arm(
  simulated_disk *disk, simulated_fault fault, int64_t after, int64_t count) {
  disk->fault = fault;
  disk->after = after;
  disk->count = count;
  disk->armed_operations = 0;
  disk->armed_syncs = 0;
  disk->armed_size = total_size(disk);
}

void simulated_disk_pause(simulated_disk *disk, bool is_paused) { disk->is_paused = is_paused; }

/// Whether number `index` is among those that an armed fault means.
static bool is_meant(const simulated_disk *disk, int64_t index) {
  return index >= disk->after && index - disk->after < disk->count;
}

simulated_verdict simulated_disk_begin(simulated_disk *disk, bool is_sync) {
  if (disk->is_paused) return SIMULATED_VERDICT_PASSES;
  disk->counts.operations += 1;
  if (is_sync) disk->counts.syncs += 1;
  if (disk->is_off) return SIMULATED_VERDICT_FAILS;
  int64_t operation = disk->armed_operations++;
  int64_t sync = is_sync ? disk->armed_syncs++ : -1;
  simulated_verdict verdict = SIMULATED_VERDICT_PASSES;
  switch (disk->fault) {
  case SIMULATED_FAULT_NONE:
  case SIMULATED_FAULT_FULL:
    break;
  case SIMULATED_FAULT_ERRORS:
    if (is_meant(disk, operation)) verdict = SIMULATED_VERDICT_FAILS;
    break;
  case SIMULATED_FAULT_FAILING_SYNCS:
    if (is_sync && is_meant(disk, sync)) verdict = SIMULATED_VERDICT_FAILS;
    break;
  case SIMULATED_FAULT_LYING_SYNCS:
    if (is_sync) verdict = SIMULATED_VERDICT_LIES;
    break;
  case SIMULATED_FAULT_POWER_AT_OPERATION:
    if (operation >= disk->after) verdict = SIMULATED_VERDICT_LAST;
    break;
  case SIMULATED_FAULT_POWER_AT_SYNC:
    if (is_sync && sync >= disk->after) verdict = SIMULATED_VERDICT_LAST;
    break;
  }
  if (verdict != SIMULATED_VERDICT_PASSES) disk->counts.faults += 1;
  if (verdict == SIMULATED_VERDICT_LAST) disk->is_off = true;
  return verdict;
}

bool simulated_disk_has_room(simulated_disk *disk, int64_t growth) {
  if (growth <= 0) return true;
  int64_t size = total_size(disk);
  bool is_armed = disk->fault == SIMULATED_FAULT_FULL && !disk->is_paused;
  if (is_armed && growth > disk->armed_size + disk->after - size) {
    disk->counts.faults += 1;
    return false;
  }
  return growth <= disk->capacity - size;
}

// MARK: Crashes

/// Ends the process: its handles reach nothing any more.
static void end_process(simulated_disk *disk) {
  pthread_mutex_lock(&registry);
  disk->crashes += 1;
  pthread_mutex_unlock(&registry);
  for (simulated_file *file = disk->files; file != NULL; file = file->next) file->handles = 0;
  disk->is_off = false;
  disk->is_paused = false;
  simulated_disk_arm(disk, SIMULATED_FAULT_NONE, 0, 0);
  sweep(disk);
}

void simulated_disk_kill(simulated_disk *disk) { end_process(disk); }

/// Whether a file is the last one of its name that is there.
static bool is_last_of_name(const simulated_file *file) {
  for (const simulated_file *later = file->next; later != NULL; later = later->next)
    if (later->is_listed && strcmp(later->name, file->name) == 0) return false;
  return true;
}

void simulated_disk_cut_power(simulated_disk *disk, uint64_t seed) {
  uint64_t random = seed;
  for (simulated_file *file = disk->files; file != NULL; file = file->next) {
    simulated_file_cut_power(file, &random);
    bool is_certain = file->is_listed && file->is_durably_listed;
    file->is_listed = is_certain || simulated_random(&random) % 2 == 0;
  }
  for (simulated_file *file = disk->files; file != NULL; file = file->next) {
    if (file->is_listed && !is_last_of_name(file)) file->is_listed = false;
    file->is_durably_listed = file->is_listed;
  }
  disk->random = simulated_random(&random);
  end_process(disk);
}

void simulated_disk_settle(simulated_disk *disk) {
  for (simulated_file *file = disk->files; file != NULL; file = file->next)
    simulated_file_settle(file);
  simulated_disk_sync_folder(disk);
}
