/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transmit: each packet of the capture is gathered into one stream packet. As in an operating system its headers lie in a
 * kernel buffer of 256 bytes (headroom first, so that they begin at an odd half word), its payload in the sender's memory: the payloads
 * of all packets follow each other there without a gap, across pages wherever that falls.
 */
#include <inttypes.h>
#include <string.h>

#include "drive.h"
#include "vbuf.h"

#define PAYLOAD_VADDR UINT64_C(0x7f3000000000)
#define HEADER_SLOT 256u
#define HEADER_ROOM 66u /* headroom: 64 bytes for more headers, 2 that align the IP header */
#define HEADER_MAX 128u

/* Headers above HEADER_MAX count as payload. */
static size_t header_len(const struct capture_packet *packet)
{
	return packet->header_len < HEADER_MAX ? packet->header_len : HEADER_MAX;
}

/* Stores the headers of packet i in its slot: `frame` is the current frame of slots. */
static bool place_header(struct session *s, const struct capture_packet *packet, size_t i, uint64_t *frame,
			 uint64_t *addr)
{
	size_t slot = i % (FRAME_BYTES / HEADER_SLOT);

	if (slot == 0 && !session_frame(s, frame))
		return false;
	*addr = *frame + slot * HEADER_SLOT + HEADER_ROOM;
	memcpy(session_at(s, *addr, header_len(packet)), packet->data, header_len(packet));
	return true;
}

static bool lay_out(struct session *s, const struct capture *capture, struct pieces *pieces, struct expected *expected)
{
	uint64_t payload = PAYLOAD_VADDR + rng_below(&s->rng, FRAME_BYTES), at = payload, total = 0, frame = 0;
	size_t count = capture_count(capture);

	for (size_t i = 0; i < count; i++) {
		struct capture_packet packet = capture_packet(capture, i);

		total += packet.len - header_len(&packet);
	}
	if (total && !session_map(s, payload, NULL, total))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct capture_packet packet = capture_packet(capture, i);
		size_t head = header_len(&packet), rest = packet.len - head;
		struct sgdma_piece piece = { .len = (uint32_t)head, .tag = (uint16_t)i, .flags = rest ? 0 : SGDMA_EOP };

		if (!place_header(s, &packet, i, &frame, &piece.addr))
			return false;
		if (!pieces_add(pieces, piece))
			return session_no_memory(s);
		if (rest && (!vbuf_store(&s->pt, at, packet.data + head, rest) ||
			     !pieces_build(pieces, s, at, rest, SGDMA_EOP, (uint16_t)i)))
			return false;
		at += rest;
		if (!expected_add(expected,
				  (struct sgdma_completion){ .tag = s->options->wide ? (uint16_t)i
										     : (uint16_t)(pieces->count - 1),
							     .bytes = (uint32_t)packet.len,
							     .eop = true }))
			return session_no_memory(s);
	}
	return true;
}

static void check_packets(struct session *s, const struct capture *capture)
{
	session_check_packets(s, capture_count(capture));
	for (size_t i = 0; i < capture_count(capture) && s->result->exit == EXIT_OK; i++) {
		struct capture_packet want = capture_packet(capture, i);

		session_check_packet(s, i, want.data, want.len);
	}
}

void transmit_run(struct session *s, const struct capture *capture)
{
	struct pieces pieces = { 0 };
	struct expected expected = { 0 };
	struct list list = { 0 };

	s->result->bytes = capture_bytes(capture);
	if (lay_out(s, capture, &pieces, &expected) && list_init(&list, s, SGDMA_GATHER, &pieces, &list_default) &&
	    session_image(s)) {
		const struct bound_list source = list_bound(&list);
		const struct bound_job bound = { &source, NULL, expected.count, rig_bus_bytes(s->rig) };

		if (drive(s, &(struct drive_job){ &list, NULL, &expected, bound_cycles(&bound), 0 })) {
			check_packets(s, capture);
			session_check_memory(s);
		}
	}
	list_free(&list);
	expected_free(&expected);
	pieces_free(&pieces);
}
