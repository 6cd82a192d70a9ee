/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Receive: the packets of the capture arrive as a stream and are scattered into posted buffers of 256 bytes. Buffers are cut
 * from frames at the 2-byte offset that aligns an IP header, with a gap between them that nothing may touch. How long a packet was
 * is known from its completion alone. Every 64th buffer asks for a completion of its own: a packet may be longer than
 * the ring, and the software must hear when there is room again.
 */
#include <stdlib.h>
#include <string.h>

#include "drive.h"
#include "stream.h"

#define BUFFER_BYTES 256u
#define BUFFER_SLOT 288u
#define BUFFER_OFFSET 18u
#define IRQ_EVERY 64u

static bool lay_out(struct session *s, size_t count, struct pieces *pieces)
{
	const size_t per_frame = FRAME_BYTES / BUFFER_SLOT;
	uint64_t frame = 0;

	for (size_t i = 0; i < count; i++) {
		if (i % per_frame == 0 && !session_frame(s, &frame))
			return false;
		if (!pieces_add(pieces,
				(struct sgdma_piece){ .addr = frame + i % per_frame * BUFFER_SLOT + BUFFER_OFFSET,
						      .len = BUFFER_BYTES,
						      .tag = (uint16_t)i,
						      .flags = i % IRQ_EVERY == IRQ_EVERY - 1 ? SGDMA_IRQ : 0 }))
			return session_no_memory(s);
	}
	return true;
}

static size_t buffers_of(const struct capture_packet *packet)
{
	return (packet->len + BUFFER_BYTES - 1) / BUFFER_BYTES;
}

/* What the packets must leave behind: completions, bytes, and in `used` the buffers cut to what they get. */
static bool foresee(struct session *s, const struct capture *capture, const struct pieces *posted, struct pieces *used,
		    struct expected *expected)
{
	size_t buffer = 0;

	for (size_t i = 0; i < capture_count(capture); i++) {
		struct capture_packet packet = capture_packet(capture, i);

		for (size_t at = 0; at < packet.len; at += BUFFER_BYTES, buffer++) {
			struct sgdma_piece piece = posted->at[buffer];
			bool last = packet.len - at <= BUFFER_BYTES, irq = piece.flags & SGDMA_IRQ;
			struct sgdma_completion completion = {
				.tag = (uint16_t)buffer,
				.bytes = last ? (uint32_t)packet.len : BUFFER_BYTES,
				.eop = last,
				.irq = irq,
				.is_short = last && packet.len - at < BUFFER_BYTES,
			};

			if (last)
				piece.len = (uint32_t)(packet.len - at);
			session_expect(s, piece.addr, packet.data + at, piece.len);
			if (!pieces_add(used, piece) || ((last || irq) && !expected_add(expected, completion)))
				return session_no_memory(s);
		}
	}
	return true;
}

static bool send_packets(struct session *s, const struct capture *capture)
{
	for (size_t i = 0; i < capture_count(capture); i++) {
		struct capture_packet packet = capture_packet(capture, i);

		if (!rig_send(s->rig, packet.data, packet.len))
			return session_no_memory(s);
	}
	return true;
}

/* Compares the buffers with the packets; the gaps between them are the memory check's. */
static void check_buffers(struct session *s, const struct capture *capture, const struct pieces *used)
{
	size_t buffer = 0;

	for (size_t i = 0; i < capture_count(capture); i++) {
		struct capture_packet packet = capture_packet(capture, i);

		for (size_t at = 0; at < packet.len; at += used->at[buffer++].len) {
			const struct sgdma_piece *piece = &used->at[buffer];
			const uint8_t *got = session_at(s, piece->addr, piece->len);

			for (size_t k = 0; k < piece->len; k++) {
				if (got[k] == packet.data[at + k])
					continue;
				result_fail(
					s->result, EXIT_CHECK,
					"packet %zu byte %zu of %zu (buffer %zu; physical 0x%llx) is 0x%02x; expected 0x%02x",
					i, at + k, packet.len, buffer, (unsigned long long)piece->addr + k, got[k],
					packet.data[at + k]);
				return;
			}
		}
	}
}

void receive_run(struct session *s, const struct capture *capture)
{
	struct pieces posted = { 0 }, used = { 0 };
	struct expected expected = { 0 };
	struct list list = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < capture_count(capture); i++) {
		struct capture_packet packet = capture_packet(capture, i);

		count += buffers_of(&packet);
	}
	s->result->bytes = capture_bytes(capture);
	if (lay_out(s, count, &posted) && list_init(&list, s, SGDMA_SCATTER, &posted, &list_default) &&
	    session_image(s) && foresee(s, capture, &posted, &used, &expected) && send_packets(s, capture)) {
		struct bound_list destination = list_bound(&list);
		const struct bound_job bound = { NULL, &destination, expected.count, rig_bus_bytes(s->rig) };

		destination.pieces = used.at;
		if (drive(s, &(struct drive_job){ NULL, &list, &expected, bound_cycles(&bound), 0 })) {
			if (s->options->flip)
				*session_at(s, used.at[used.count / 2].addr, 1) ^= 0x10;
			check_buffers(s, capture, &used);
			session_check_memory(s);
		}
	}
	list_free(&list);
	expected_free(&expected);
	pieces_free(&used);
	pieces_free(&posted);
}
