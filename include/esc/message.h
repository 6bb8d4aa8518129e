/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the provisioner (or, without PAM, the client) and the resolver say to
 * each other.  The starter sends one OPEN; the resolver may ask for
 * definitions, tokens and plaintexts, one answer to each before the next
 * question, may send log records at any time, and ends with RESULT or FAILURE.
 * Texts are at most the sizes below; a longer one ends the exchange.
 */
#ifndef ESC_MESSAGE_H
#define ESC_MESSAGE_H

#include "esc/frame.h"

enum esc_message_type {
    ESC_MESSAGE_OPEN = 1,        /* starter: struct esc_message_open */
    ESC_MESSAGE_WANT_DEFINITION, /* resolver: text = name */
    ESC_MESSAGE_DEFINITION,      /* starter: text = revision, bytes; a
                                  * ESC_MESSAGE_EXPOSED behind the revision:
                                  * the whole host may read the file */
    ESC_MESSAGE_WANT_TOKEN,      /* resolver: text = audience */
    ESC_MESSAGE_TOKEN,           /* starter: text = its sub, bytes = the JWS */
    ESC_MESSAGE_WANT_PLAINTEXT,  /* resolver: text = environment, bytes */
    ESC_MESSAGE_PLAINTEXT,       /* starter: bytes */
    ESC_MESSAGE_REFUSED,         /* starter, to any WANT: an error */
    ESC_MESSAGE_LOG,             /* resolver: priority, line */
    ESC_MESSAGE_RESULT,          /* resolver: bytes = encoded credential set */
    ESC_MESSAGE_FAILURE,         /* resolver: an error */
    ESC_MESSAGE_WANT_ACCESS,     /* resolver: text = host of the service */
    ESC_MESSAGE_ACCESS,          /* starter: text = whose, bytes = its token */
    ESC_MESSAGE_DIAGNOSTIC,      /* resolver, checking: what it found */
    ESC_MESSAGE_SIGN_IN,         /* client, instead of OPEN */
    ESC_MESSAGE_PROMPT,          /* resolver, signing in: what to approve */
    ESC_MESSAGE_WANT_IDENTITY,   /* resolver: text = for whom (a host) */
    ESC_MESSAGE_IDENTITY,        /* starter: bytes = an encoded identity that
                                  * the user keeps: trust nothing in it */
    ESC_MESSAGE_RENDER,          /* starter, in place of OPEN: text = FORMAT
                                    PATH, bytes = encoded credential set; the
                                    RESULT is its values as text.  Or text =
                                    ESC_MESSAGE_WORDS N: the first N bytes are
                                    words with "${path}", a NUL behind each;
                                    the RESULT has them filled in, and behind
                                    them every word's first "${path}" that
                                    leads nowhere, empty if none does */
    ESC_MESSAGE_ACCOUNT,         /* client, in place of OPEN */
};

#define ESC_MESSAGE_EXPOSED "!"
#define ESC_MESSAGE_WORDS "words"
#define ESC_MESSAGE_WORDS_MAX (128 * 1024) /* before and after */

#define ESC_MESSAGE_URL_MAX 1024
#define ESC_MESSAGE_PATH_MAX 1024
#define ESC_MESSAGE_TOKEN_MAX 20000 /* what STS takes */
#define ESC_MESSAGE_DEFINITION_MAX (1024 * 1024)

/*
 * What must hold of a person's own sign-in: the provider, for whom its tokens
 * are made, and who it must be.  From root's settings, or outside of a login
 * the user's own words.
 */
struct esc_message_whose {
    char issuer[ESC_MESSAGE_URL_MAX]; /* exact; https, or http on loopback */
    char client[257];                 /* client id: the tokens' audience */
    char claim[65];   /* of the ID token, that names the person */
    char person[257]; /* its value; "": anybody */
};

/* The one request.  An empty text or 0 means "not set: use the default". */
struct esc_message_open {
    char environment[ESC_ERROR_WHERE_MAX + 16]; /* ORG/PROJECT/ENV[@VERSION] */
    char login[257];       /* canonical login name: context value */
    char host_id[257];     /* context value */
    char session_name[65]; /* overrides the definition's */
    char region[65];       /* for STS */
    char sts_endpoint[ESC_MESSAGE_URL_MAX];
    char proxy[ESC_MESSAGE_URL_MAX];
    char no_proxy[ESC_MESSAGE_URL_MAX];
    char ca_path[ESC_MESSAGE_PATH_MAX]; /* hashed folder */
    char ca_file[ESC_MESSAGE_PATH_MAX];
    char audience[257];    /* for tokens to STS; one of root's list */
    uint64_t max_duration; /* seconds, bounds what is asked of STS */
    uint64_t deadline_ms;  /* time left for transfers, from receipt */
    uint64_t output_max;   /* bytes of the encoded result */
    bool loopback_http;    /* the endpoint may be http on loopback */
    bool check;            /* open nothing, send DIAGNOSTICs */
    bool values;           /* the result may have the tree of all values */

    /* Backend pulumi; all empty when this program is to evaluate. */
    char service_url[ESC_MESSAGE_URL_MAX]; /* of the API, no path needed */
    char service_kind[16];       /* of the token to exchange an ID token for:
                                    "personal" or "team"; "": ask WANT_ACCESS */
    char service_scope[290];     /* "user:NAME", "team:NAME" */
    uint64_t service_expiration; /* seconds, of the exchanged token */
    uint64_t service_lifetime;   /* seconds that what is opened can be read */
    uint64_t aws_duration; /* seconds, where the definition's is not known */
    bool fallback;         /* evaluate here when the service is not there */
    bool ask_approval;     /* when opening needs one, ask for it */
    bool own_token;        /* the user's, who has no settings to look at */

    /* Whose own sign-in opens: ask WANT_IDENTITY, and judge what comes.
     * PERSON is still the pattern of login-map.  Empty: nobody's. */
    struct esc_message_whose whose;
};

/* Each starts a frame of its own in BYTES (cleared first) and finishes it. */
bool esc_message_put_open(struct esc_secret *bytes,
                          const struct esc_message_open *open) ESC_MUST_CHECK;
bool esc_message_put_text(struct esc_secret *bytes, enum esc_message_type type,
                          const char *text) ESC_MUST_CHECK;
bool esc_message_put_bytes(struct esc_secret *bytes,
                           enum esc_message_type type, const char *text,
                           const void *content, size_t len) ESC_MUST_CHECK;
bool esc_message_put_failure(struct esc_secret *bytes,
                             enum esc_message_type type,
                             const struct esc_error *failure) ESC_MUST_CHECK;
bool esc_message_put_log(struct esc_secret *bytes, int priority,
                         const char *line) ESC_MUST_CHECK;

/*
 * Take apart a received frame (as esc_frame_receive gives it).  A message of
 * another type or form is ESC_E_BUG, "malformed frame".  Pointers borrow from
 * FRAME.
 */
uint8_t esc_message_type(const struct esc_secret *frame); /* 0: empty */
bool esc_message_get_open(const struct esc_secret *frame,
                          struct esc_message_open *open_out,
                          struct esc_error *err) ESC_MUST_CHECK;
bool esc_message_get_text(const struct esc_secret *frame, char *out,
                          size_t size, struct esc_error *err) ESC_MUST_CHECK;
/* ACCESS, DEFINITION, PLAINTEXT, RESULT, TOKEN, WANT_PLAINTEXT: a text and
 * bytes. */
struct esc_message_content {
    char text[ESC_ERROR_WHERE_MAX + 16]; /* revision, name; may be empty */
    const uint8_t *bytes;                /* borrowed from the frame */
    size_t len;
};
bool esc_message_get_bytes(const struct esc_secret *frame,
                           struct esc_message_content *content_out,
                           struct esc_error *err) ESC_MUST_CHECK;
/* FAILURE or REFUSED: fills FAILURE_OUT (every text made safe again). */
bool esc_message_get_failure(const struct esc_secret *frame,
                             struct esc_error *failure_out,
                             struct esc_error *err) ESC_MUST_CHECK;
bool esc_message_get_log(const struct esc_secret *frame, int *priority_out,
                         char *line_out, size_t size,
                         struct esc_error *err) ESC_MUST_CHECK;

/*
 * One thing that a check found.  Texts are cut to fit, never refused, and hold
 * no value of a definition: the only bytes of one are KEY's, which is the
 * nearest key in the source as it is written there.  Lines and columns count
 * from 1, columns in characters; 0 is not known.
 */
struct esc_message_diagnostic {
    bool is_warning;
    char environment[ESC_ERROR_WHERE_MAX + 16]; /* whose definition */
    char path[512];                             /* document path */
    char text[ESC_ERROR_TEXT_MAX];
    uint64_t line, column, end_line, end_column;
    char key[128]; /* empty: none to show */
    uint64_t key_line, key_column;
};
bool esc_message_put_diagnostic(struct esc_secret *bytes,
                                const struct esc_message_diagnostic *one)
    ESC_MUST_CHECK;
bool esc_message_get_diagnostic(const struct esc_secret *frame,
                                struct esc_message_diagnostic *one_out,
                                struct esc_error *err) ESC_MUST_CHECK;

enum esc_sign_in_action {
    ESC_SIGN_IN_DEVICE = 1, /* RFC 8628, with PROMPT */
    ESC_SIGN_IN_REFRESH,    /* the identity that WANT_IDENTITY gives */
    ESC_SIGN_IN_VERIFY,     /* the same, as it is */
    ESC_SIGN_IN_REVOKE,     /* its refresh token, at the provider */
    ESC_SIGN_IN_ACTIONS
};

/* The other request; answered with RESULT (bytes: the encoded identity, none
 * for REVOKE) or FAILURE. */
struct esc_message_sign_in {
    uint64_t action;
    struct esc_message_whose whose;
    char scope[257]; /* space separated */
    char proxy[ESC_MESSAGE_URL_MAX];
    char no_proxy[ESC_MESSAGE_URL_MAX];
    char ca_path[ESC_MESSAGE_PATH_MAX];
    char ca_file[ESC_MESSAGE_PATH_MAX];
    uint64_t deadline_ms; /* for all, waiting for the person included */
};
bool
esc_message_put_sign_in(struct esc_secret *bytes,
                        const struct esc_message_sign_in *want) ESC_MUST_CHECK;
bool esc_message_get_sign_in(const struct esc_secret *frame,
                             struct esc_message_sign_in *want_out,
                             struct esc_error *err) ESC_MUST_CHECK;

/*
 * The third: which service the Pulumi CLI's files lead to, and its token.
 * Answered with RESULT (bytes: an encoded identity of kind PULUMI, its issuer
 * the service's URL) or FAILURE.  ESC_E_NOT_FOUND: nobody is signed in there.
 */
struct esc_message_account {
    char url[ESC_MESSAGE_URL_MAX]; /* the service; "": what the files say */
    const uint8_t *credentials;    /* content of credentials.json */
    size_t credentials_len;
    const uint8_t *choice; /* of .esc/credentials.json; may be none */
    size_t choice_len;
};
#define ESC_MESSAGE_ACCOUNT_MAX (64 * 1024) /* of each */
bool
esc_message_put_account(struct esc_secret *bytes,
                        const struct esc_message_account *want) ESC_MUST_CHECK;
/* Pointers borrow from FRAME. */
bool esc_message_get_account(const struct esc_secret *frame,
                             struct esc_message_account *want_out,
                             struct esc_error *err) ESC_MUST_CHECK;

/* The provider's words, not yet safe to show. */
struct esc_message_prompt {
    char uri[ESC_MESSAGE_URL_MAX];      /* where to approve: https */
    char complete[ESC_MESSAGE_URL_MAX]; /* the code in it; may be empty */
    char code[65];
    uint64_t expires_in; /* seconds */
};
bool
esc_message_put_prompt(struct esc_secret *bytes,
                       const struct esc_message_prompt *prompt) ESC_MUST_CHECK;
bool esc_message_get_prompt(const struct esc_secret *frame,
                            struct esc_message_prompt *prompt_out,
                            struct esc_error *err) ESC_MUST_CHECK;

#endif
