/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scene: what directed scenarios share. A scenario is one function that sets a stage, lets the engine act and says
 * what must have happened. It runs on the Verilated engine at each of its widths, each with 16 reset seeds
 * (scene_run_engine), and on the reference model (scene_run_reference); the seed also picks format, list shape and bus
 * timing where a scenario leaves them open, so that 16 seeds see all of them.
 *
 * Every byte of the simulated memory that a scenario does not declare as expected is a guard byte.
 */
#ifndef SGDMA_TB_TEST_SCENE_H
#define SGDMA_TB_TEST_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rig.h"
#include "rng.h"
#include "sgdma_regs.h"

#define SCENE_SEEDS 16
#define SCENE_BASE 0x80000000ull
#define SCENE_SIZE 0x100000ull
#define SCENE_LIMIT 60000 /* clocks of one wait: far more than any scenario's work needs */
#define SCENE_IGNORES 256

#define DESC_EOP 1u
#define DESC_IRQ 2u
#define DESC_LINK 4u
#define DESC_END 8u

struct scene;

struct scenario {
	const char *name;
	void (*act)(struct scene *);
	unsigned widths[6];        /* bits, ended by 0 */
	const char *models[6];     /* instead of widths: variants, "w64-small"; ended by NULL */
	struct axi_mem_config bus; /* latency 0: the seed picks the timing */
	uint64_t mem_base;         /* 0: SCENE_BASE */
	bool engine_only;          /* has no meaning without time */
};

struct scene {
	const struct scenario *scenario;
	struct rig *rig;
	struct sgdma *dev;
	uint32_t seed;       /* of the registers; all else follows from it */
	unsigned width, bus; /* bits, bytes */
	bool timed;          /* the engine, not the reference model */
	bool wide, chain;    /* picked by the seed */
	struct rng rng;
	uint8_t *shadow; /* what the memory must look like */
	struct {
		uint64_t addr, len;
	} ignore[SCENE_IGNORES];
	unsigned ignores;
	size_t packets; /* m_axis packets checked so far */
	unsigned quiet; /* IDs of stopped channels: no traffic of theirs may be seen */
};

/* cmocka test functions; *state is a struct scenario. */
void scene_run_engine(void **state);
void scene_run_reference(void **state);

/*
 * Both kinds of every scenario of a file: list them by
 *	#define SCENARIOS(X) X(function, .widths = { 32, 64 }) X(...)
 *	SCENARIOS(SCENE_SPEC)
 *	static const struct CMUnitTest tests[] = { SCENARIOS(SCENE_TEST) };
 */
#define SCENE_SPEC(fn, ...) static const struct scenario spec_##fn = { .name = #fn, .act = fn, __VA_ARGS__ };
#define SCENE_TEST(fn, ...)                                                                                            \
	TEST_WITH("scenario." #fn, scene_run_engine, (void *)&spec_##fn),                                              \
		TEST_WITH("refmodel." #fn, scene_run_reference, (void *)&spec_##fn),
#define SCENE_TEST_TIMED(fn, ...) TEST_WITH("scenario." #fn, scene_run_engine, (void *)&spec_##fn),

/* Prints where, the scene, the message and what the rig knows; ends the test. */
_Noreturn void scene_fail(struct scene *scene, const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
#define CHECK(scene, condition, ...)                                                                                   \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			scene_fail(scene, __FILE__, __LINE__, __VA_ARGS__);                                            \
	} while (0)
#define CHECK_EQ(scene, seen, expected, what)                                                                          \
	do {                                                                                                           \
		unsigned long long seen_ = (seen), expected_ = (expected);                                             \
		if (seen_ != expected_)                                                                                \
			scene_fail(scene, __FILE__, __LINE__, "%s is 0x%llx, must be 0x%llx", what, seen_, expected_); \
	} while (0)
#define CHECK_OK(scene, call)                                                                                          \
	do {                                                                                                           \
		enum sgdma_result result_ = (call);                                                                    \
		if (result_ != SGDMA_SUCCESS)                                                                          \
			scene_fail(scene, __FILE__, __LINE__, "%s: %s", #call, sgdma_result_text(result_));            \
	} while (0)
#define CHECK_WAIT(scene, call)                                                                                        \
	do {                                                                                                           \
		if (!(call))                                                                                           \
			scene_fail(scene, __FILE__, __LINE__, "%s", #call);                                            \
	} while (0)

/* ---- memory ------------------------------------------------------------------------------------------------- */
/* `len` bytes of random content whose address is `offset` modulo 4096 (below 64: modulo 64), with 64 guard bytes around. */
uint64_t scene_buffer(struct scene *scene, uint32_t len, uint32_t offset);
uint8_t *scene_at(struct scene *scene, uint64_t addr, uint64_t len);
/* From now on the whole memory is watched: call when lists are written, before they are started. */
void scene_watch(struct scene *scene);
/* These bytes must be at addr at the end. */
void scene_expect(struct scene *scene, uint64_t addr, const void *data, uint64_t len);
/* These may be anything (completion queues do this by themselves). */
void scene_ignore(struct scene *scene, uint64_t addr, uint64_t len);
void scene_check_memory(struct scene *scene);
void scene_fill(struct scene *scene, void *to, size_t len);

/* ---- channels ----------------------------------------------------------------------------------------------- */
struct lane { /* one channel with list and queue */
	enum sgdma_chan chan;
	struct sgdma_chan_config config;
	struct sgdma_cq cq;
	struct sgdma_ring ring;
	uint16_t posted;
};

/* A lane with a queue of 2^cq_log2; format from the scene. No list yet, not started. */
struct lane lane_make(struct scene *scene, enum sgdma_chan chan, uint8_t cq_log2);
/* Gives it a ring and starts it. */
void lane_ring(struct scene *scene, struct lane *lane, uint8_t size_log2);
void lane_push(struct scene *scene, struct lane *lane, uint64_t addr, uint32_t len, unsigned flags);
/* Gives it the pieces as a list of the scene's shape, and starts it; lane_kick() rings the doorbell. */
void lane_list(struct scene *scene, struct lane *lane, const struct sgdma_piece *pieces, size_t n);
void lane_start(struct scene *scene, struct lane *lane);
void lane_kick(struct scene *scene, struct lane *lane);
void lane_ack(struct scene *scene, struct lane *lane);
/* Tag of entry i: its index in the compact form, what the piece says in the wide form. */
#define SCENE_TAG(i) ((uint16_t)(0x5a00 + 3 * (i)))
uint16_t lane_tag(const struct lane *lane, unsigned i);
struct sgdma_piece scene_piece(uint64_t addr, uint32_t len, unsigned i, unsigned flags);

/* A descriptor as it stands, of the lane's form, for lists that the driver would not write. */
void desc_write(struct scene *scene, const struct lane *lane, uint64_t at, uint64_t addr, uint32_t len, uint16_t tag,
		unsigned flags);

/* ---- what must have happened ---------------------------------------------------------------------------------- */
#define CPL_EOP 1u
#define CPL_IRQ 2u
#define CPL_SOURCE 4u
#define CPL_SHORT 8u
/* The next completion of the lane is exactly this. */
void expect_completion(struct scene *scene, struct lane *lane, uint16_t tag, uint32_t bytes, uint8_t status,
		       unsigned flags);
/* The next completion of a lane without a queue is this, and no other came in between; `taken` counts them. */
void expect_last(struct scene *scene, struct lane *lane, uint16_t *taken, uint16_t tag, uint32_t bytes, uint8_t status,
		 unsigned flags);
void expect_no_completion(struct scene *scene, struct lane *lane);
/* The next packet of m_axis is exactly this. */
void expect_packet(struct scene *scene, const void *data, size_t len);
/* The next packet of m_axis ends with TUSER, is a prefix of data plus at most one filler byte, at least `least` long. */
void expect_aborted_packet(struct scene *scene, const void *data, size_t len, size_t least);
/* The channel stops with this error; addr: exact if exact_addr. */
void expect_error(struct scene *scene, struct lane *lane, uint8_t code, enum sgdma_phase phase, uint16_t index,
		  uint64_t addr, bool exact_addr);
void expect_consumer(struct scene *scene, struct lane *lane, uint16_t index);
/* The write is refused with this code, which is then cleared. */
void expect_refused(struct scene *scene, uint32_t reg, uint32_t value, enum sgdma_refusal code);
/* Stops the lane, and nothing of it touches the bus afterwards. */
void lane_stop(struct scene *scene, struct lane *lane);
/* Nothing more happens: no completion, no packet, memory as expected. */
void scene_settle(struct scene *scene);

uint32_t chan_reg(struct scene *scene, enum sgdma_chan chan, uint32_t reg);
uint32_t global_reg(struct scene *scene, uint32_t reg);
/* A register write that must be accepted. */
void put_reg(struct scene *scene, uint32_t reg, uint32_t value);

#endif
