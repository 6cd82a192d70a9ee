/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capture: the packets of a packet capture (pcap or pcapng, read by libpcap), all in host memory.
 */
#ifndef SGDMA_TB_CAPTURE_H
#define SGDMA_TB_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

struct capture_packet {
	const uint8_t *data;
	size_t len;        /* captured bytes, >= 1 */
	size_t header_len; /* 1..len: what a protocol stack would have built itself: link, IP and TCP, UDP or ICMP header */
};

struct capture;

/*
 * Reads at most `max_packets` packets (0: all) of at most `max_bytes` together. NULL with a one-line reason in `err`: no such file,
 * no capture, broken off in mid-record, more bytes than allowed, no packet at all. Packets of which no byte was captured are left out.
 */
struct capture *capture_open(const char *path, size_t max_packets, uint64_t max_bytes, char *err, size_t err_size);
void capture_close(struct capture *capture);

size_t capture_count(const struct capture *capture);
uint64_t capture_bytes(const struct capture *capture);
/* Packet i < count; valid until capture_close(). */
struct capture_packet capture_packet(const struct capture *capture, size_t i);

/* Bytes of the headers at the front of an Ethernet frame; 1..len. What is not understood counts as payload. */
size_t capture_header_len(const uint8_t *data, size_t len);

#endif
