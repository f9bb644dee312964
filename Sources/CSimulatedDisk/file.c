#include "internal.h"

#include <stdlib.h>
#include <string.h>

/// The smallest part of a sector that can be torn off.
#define TEAR 512

/// Beyond so many bytes the oldest writes become durable by themselves, as systems do it.
#define MAXIMUM_PENDING_BYTES (48 << 20)

static int64_t least(int64_t one, int64_t other) { return one < other ? one : other; }

static bool chance(uint64_t *random, unsigned percent) {
  return simulated_random(random) % 100 < percent;
}

// MARK: Contents

static bool reserve(simulated_content *content, int64_t size) {
  if (size <= content->capacity) return true;
  int64_t capacity = content->capacity < 4096 ? 4096 : content->capacity;
  while (capacity < size) capacity += capacity / 2;
  unsigned char *bytes = realloc(content->bytes, (size_t)capacity);
  if (bytes == NULL) return false;
  content->bytes = bytes;
  content->capacity = capacity;
  return true;
}

/// Sets the size, within the capacity; what is new is zero.
static void resize(simulated_content *content, int64_t size) {
  if (size > content->size)
    memset(content->bytes + content->size, 0, (size_t)(size - content->size));
  content->size = size;
}

static void put(simulated_content *content, const void *bytes, int64_t length, int64_t offset) {
  if (length == 0) return;
  if (offset + length > content->size) resize(content, offset + length);
  memcpy(content->bytes + offset, bytes, (size_t)length);
}

// MARK: Files

simulated_file *simulated_file_create(const char *name) {
  simulated_file *file = calloc(1, sizeof *file);
  size_t size = strlen(name) + 1;
  char *copy = malloc(size);
  if (file == NULL || copy == NULL) {
    free(file);
    free(copy);
    return NULL;
  }
  memcpy(copy, name, size);
  file->name = copy;
  file->end_of_pieces = &file->first_piece;
  return file;
}

static void free_pieces(simulated_piece *piece) {
  while (piece != NULL) {
    simulated_piece *next = piece->next;
    free(piece);
    piece = next;
  }
}

static void forget_pieces(simulated_file *file) {
  free_pieces(file->first_piece);
  file->first_piece = NULL;
  file->end_of_pieces = &file->first_piece;
  file->pending_bytes = 0;
  file->given_up_count = 0;
}

void simulated_file_free(simulated_file *file) {
  if (file == NULL) return;
  free_pieces(file->first_piece);
  free(file->current.bytes);
  free(file->durable.bytes);
  free(file->name);
  free(file);
}

static simulated_piece *make_piece(
  int64_t sector, int64_t offset, int64_t length, const void *bytes) {
  simulated_piece *piece = malloc(sizeof *piece + (size_t)length);
  if (piece == NULL) return NULL;
  piece->next = NULL;
  piece->sector = sector;
  piece->offset = offset;
  piece->length = length;
  piece->is_given_up = false;
  if (length > 0) memcpy(piece->bytes, bytes, (size_t)length);
  return piece;
}

static int64_t start_of(const simulated_piece *piece) {
  return piece->sector * SIMULATED_DISK_SECTOR + piece->offset;
}

/// A sector that is written again is to be written whole: what was given up in it is not any more.
static void take_up(simulated_file *file, int64_t sector) {
  for (simulated_piece *piece = file->first_piece; piece != NULL && file->given_up_count > 0;
       piece = piece->next) {
    if (!piece->is_given_up || piece->sector != sector) continue;
    piece->is_given_up = false;
    file->given_up_count -= 1;
  }
}

static void append(simulated_file *file, simulated_piece *piece) {
  while (piece != NULL) {
    take_up(file, piece->sector);
    file->pending_bytes += (int64_t)sizeof *piece + piece->length;
    *file->end_of_pieces = piece;
    file->end_of_pieces = &piece->next;
    piece = piece->next;
  }
}

bool simulated_file_write(
  simulated_file *file, const void *bytes, int64_t length, int64_t offset) {
  if (length == 0) return true;
  int64_t end = offset + length;
  if (!reserve(&file->current, end) || !reserve(&file->durable, end)) return false;
  if (file->pending_bytes > MAXIMUM_PENDING_BYTES) simulated_file_settle(file);
  simulated_piece *first = NULL;
  simulated_piece **last = &first;
  for (int64_t at = offset; at < end;) {
    int64_t sector = at / SIMULATED_DISK_SECTOR;
    int64_t part = least(end, (sector + 1) * SIMULATED_DISK_SECTOR) - at;
    *last = make_piece(
      sector, at % SIMULATED_DISK_SECTOR, part, (const unsigned char *)bytes + (at - offset));
    if (*last == NULL) {
      free_pieces(first);
      return false;
    }
    last = &(*last)->next;
    at += part;
  }
  append(file, first);
  put(&file->current, bytes, length, offset);
  return true;
}

bool simulated_file_truncate(simulated_file *file, int64_t size) {
  if (!reserve(&file->current, size) || !reserve(&file->durable, size)) return false;
  simulated_piece *piece = make_piece(-1, size, 0, NULL);
  if (piece == NULL) return false;
  append(file, piece);
  resize(&file->current, size);
  return true;
}

// MARK: What becomes durable

static void apply(simulated_file *file, const simulated_piece *piece) {
  if (piece->sector < 0) {
    resize(&file->durable, piece->offset);
  } else {
    put(&file->durable, piece->bytes, piece->length, start_of(piece));
  }
}

/// Drops what was given up before a truncation that has become durable, and lies behind its end.
static void drop_behind(simulated_file *file, int64_t size) {
  simulated_piece **link = &file->first_piece;
  while (*link != NULL) {
    simulated_piece *piece = *link;
    bool is_behind = piece->sector >= 0 && start_of(piece) + piece->length > size;
    if (!piece->is_given_up || !is_behind) {
      link = &piece->next;
      continue;
    }
    *link = piece->next;
    file->given_up_count -= 1;
    file->pending_bytes -= (int64_t)sizeof *piece + piece->length;
    free(piece);
  }
  file->end_of_pieces = link;
}

void simulated_file_sync(simulated_file *file) {
  simulated_piece *piece = file->first_piece;
  // What was given up stays behind, in its order.
  file->first_piece = NULL;
  file->end_of_pieces = &file->first_piece;
  file->pending_bytes = 0;
  while (piece != NULL) {
    simulated_piece *next = piece->next;
    piece->next = NULL;
    if (piece->is_given_up) {
      file->pending_bytes += (int64_t)sizeof *piece + piece->length;
      *file->end_of_pieces = piece;
      file->end_of_pieces = &piece->next;
    } else {
      apply(file, piece);
      if (piece->sector < 0) drop_behind(file, piece->offset);
      free(piece);
    }
    piece = next;
  }
}

void simulated_file_settle(simulated_file *file) {
  for (simulated_piece *piece = file->first_piece; piece != NULL; piece = piece->next)
    apply(file, piece);
  forget_pieces(file);
}

void simulated_file_give_up(simulated_file *file) {
  for (simulated_piece *piece = file->first_piece; piece != NULL; piece = piece->next) {
    if (piece->is_given_up || piece->sector < 0) continue;
    piece->is_given_up = true;
    file->given_up_count += 1;
  }
}

// MARK: Power cuts

/// The sector, as far as the file goes, gets some bytes or other.
static void garble(simulated_file *file, const simulated_piece *piece, uint64_t *random) {
  apply(file, piece);
  int64_t start = piece->sector * SIMULATED_DISK_SECTOR;
  int64_t end = least(start + SIMULATED_DISK_SECTOR, file->durable.size);
  for (int64_t at = start; at < end; at++)
    file->durable.bytes[at] = (unsigned char)simulated_random(random);
}

/// Some 512-byte parts of the piece are written, others not.
static void tear(simulated_file *file, const simulated_piece *piece, uint64_t *random) {
  int64_t start = start_of(piece);
  for (int64_t at = 0; at < piece->length;) {
    int64_t part = least(TEAR - (start + at) % TEAR, piece->length - at);
    if (chance(random, 50)) put(&file->durable, piece->bytes + at, part, start + at);
    at += part;
  }
}

void simulated_file_cut_power(simulated_file *file, uint64_t *random) {
  // Now and then nothing of it was written, or all; most often something between.
  static const unsigned shares[] = {0, 20, 50, 80, 97, 100};
  unsigned share = shares[simulated_random(random) % (sizeof shares / sizeof shares[0])];
  for (simulated_piece *piece = file->first_piece; piece != NULL; piece = piece->next) {
    bool is_write = piece->sector >= 0;
    if (chance(random, share)) {
      unsigned damage = share < 100 && is_write ? simulated_random(random) % 16 : 15;
      if (damage == 0) {
        garble(file, piece, random);
      } else if (damage < 3) {
        tear(file, piece, random);
      } else {
        apply(file, piece);
      }
    } else if (is_write && start_of(piece) + piece->length > file->durable.size
               && chance(random, 25)) {
      // The file became longer, what stands there was never written.
      resize(&file->durable, start_of(piece) + piece->length);
    }
  }
  forget_pieces(file);
  file->current.size = 0;
  put(&file->current, file->durable.bytes, file->durable.size, 0);
}
