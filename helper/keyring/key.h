/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What both sides of the keyrings need: a key's attributes as the kernel
 * tells them, the names of parts, and the forms of the two payloads that
 * cross from root to the user.  Private to this room.
 */
#ifndef KEYRING_KEY_H
#define KEYRING_KEY_H

#include "esc/cred_set.h"
#include "esc/ticket.h"

#define KEY_DESCRIPTION_MAX (ESC_CRED_TEXT_MAX + 32)

struct key_info {
    uint32_t uid, gid, perm;
    char type[16];
    char description[KEY_DESCRIPTION_MAX];
};

/*
 * What keyctl_describe(3) tells, "TYPE;UID;GID;PERM;DESCRIPTION", which is
 * changed on the way.  Ids above 2^31 are printed negative.  False: longer
 * than any of ours.
 */
bool key_parse(char *text, struct key_info *info_out);

/*
 * keyctl_describe(3) with the caller's present rights.  False with errno;
 * EOVERFLOW for a description longer than any of ours.
 */
bool key_describe(int32_t key, struct key_info *info_out);

/* Whether it is what only root can have made: type, owner, permissions. */
bool key_is_roots(const struct key_info *info);

/* PREFIX NAME, and "#PART" unless PART is 0. */
void key_name(char *out, size_t size, const char *prefix, const char *name,
              unsigned int part);

/*
 * A credential set's bytes spread over the payloads of COUNT keys.  Each
 * repeats the id of its generation, so that a reader who caught keys of two
 * generations can tell.  Layout, numbers big endian: "ESCP" u8 version=1
 * u8 index u8 count u32 total u64 generation u32 uid, then its share of the
 * bytes; all shares but the last are full.
 */
#define PAYLOAD_VERSION 1
#define PART_MAGIC                                                            \
    {                                                                         \
        'E', 'S', 'C', 'P', PAYLOAD_VERSION                                   \
    }
#define PART_HEAD 23
#define PART_SHARE (ESC_KEY_PAYLOAD_MAX - PART_HEAD)
#define PARTS_MAX ((ESC_CRED_BYTES_MAX + PART_SHARE - 1) / PART_SHARE)

struct part {
    uint64_t generation; /* random */
    uint32_t total;      /* bytes of the whole */
    uint32_t uid;        /* whom it was made for */
    uint8_t index;       /* 0 is the head */
    uint8_t count;
};

unsigned int part_count(size_t total);
/* How many of TOTAL bytes part INDEX holds. */
size_t part_share(size_t total, unsigned int index);

/* NULL: no memory.  TOTAL is esc_secret_len(WHOLE), at most
 * ESC_CRED_BYTES_MAX. */
struct esc_secret *part_encode(const struct part *part,
                               const struct esc_secret *whole) ESC_MUST_CHECK;

/* False unless BYTES is a well-formed part; the share is borrowed. */
bool part_decode(const uint8_t *bytes, size_t len, struct part *part_out,
                 const uint8_t **share_out, size_t *share_len_out);

/* A failure as the payload of esc:error:NAME: u8 version=1 u8 code, three
 * texts (u16 length + bytes). */
#define FAILURE_BYTES_MAX                                                     \
    (8 + ESC_ERROR_WHERE_MAX + ESC_ERROR_TEXT_MAX + ESC_ERROR_HINT_MAX)
size_t failure_encode(const struct esc_error *failure,
                      uint8_t out[FAILURE_BYTES_MAX]);
bool failure_decode(const uint8_t *bytes, size_t len,
                    struct esc_error *failure_out);

#endif
