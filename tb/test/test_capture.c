/* SPDX-License-Identifier: Apache-2.0 */
/* Packet captures: classic and next-generation files made here byte by byte, the shipped one, and broken ones. */
#include "testmain.h"

#include <unistd.h>

#include "capture.h"

#define SHIPPED "tb/data/loopback.pcap"

static char err[1024];

/* A file under construction. */
struct blob {
	uint8_t bytes[4096];
	size_t len;
};

static void put32(struct blob *blob, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		blob->bytes[blob->len++] = (uint8_t)(value >> 8 * i);
}

static void put(struct blob *blob, const void *data, size_t len)
{
	memcpy(blob->bytes + blob->len, data, len);
	blob->len += len;
}

/* Classic header: magic, version 2.4, snapshot length, Ethernet. */
static void put_pcap_header(struct blob *blob)
{
	put32(blob, 0xa1b2c3d4);
	put32(blob, 4u << 16 | 2);
	put32(blob, 0);
	put32(blob, 0);
	put32(blob, 65536);
	put32(blob, 1);
}

static void put_pcap_packet(struct blob *blob, const void *data, uint32_t len)
{
	put32(blob, 1);
	put32(blob, 2);
	put32(blob, len);
	put32(blob, len + 10); /* on the wire it was longer: only what was captured counts */
	put(blob, data, len);
}

/* Section header and interface description blocks. */
static void put_pcapng_header(struct blob *blob)
{
	put32(blob, 0x0a0d0d0a);
	put32(blob, 28);
	put32(blob, 0x1a2b3c4d);
	put32(blob, 1);
	put32(blob, UINT32_MAX);
	put32(blob, UINT32_MAX);
	put32(blob, 28);
	put32(blob, 1);
	put32(blob, 20);
	put32(blob, 1);
	put32(blob, 65536);
	put32(blob, 20);
}

/* Enhanced packet block, padded to 4 bytes. */
static void put_pcapng_packet(struct blob *blob, const void *data, uint32_t len)
{
	uint32_t padded = (len + 3) & ~3u;

	put32(blob, 6);
	put32(blob, 32 + padded);
	put32(blob, 0);
	put32(blob, 0);
	put32(blob, 1);
	put32(blob, len);
	put32(blob, len);
	put(blob, data, len);
	put(blob, "\0\0\0", padded - len);
	put32(blob, 32 + padded);
}

static struct capture *open_blob(const struct blob *blob, size_t len, size_t max_packets, uint64_t max_bytes)
{
	char path[] = "/tmp/sgdma-test-XXXXXX";
	int fd = mkstemp(path);
	struct capture *capture;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, blob->bytes, len), (ssize_t)len);
	close(fd);
	err[0] = '\0';
	capture = capture_open(path, max_packets, max_bytes, err, sizeof(err));
	unlink(path);
	return capture;
}

static void assert_packet(const struct capture *capture, size_t i, const void *data, size_t len)
{
	struct capture_packet packet = capture_packet(capture, i);

	assert_int_equal(packet.len, len);
	assert_memory_equal(packet.data, data, len);
}

static void assert_refused(struct capture *capture, const char *says)
{
	assert_null(capture);
	if (!strstr(err, says))
		fail_msg("\"%s\" does not say \"%s\"", err, says);
	assert_null(strchr(err, '\n'));
}

static void classic(void **state)
{
	struct blob blob = { .len = 0 };
	struct capture *capture;

	(void)state;
	put_pcap_header(&blob);
	put_pcap_packet(&blob, "first packet", 12);
	put_pcap_packet(&blob, "", 0);
	put_pcap_packet(&blob, "2", 1);
	capture = open_blob(&blob, blob.len, 0, 1000);
	assert_non_null(capture);
	assert_int_equal(capture_count(capture), 2);
	assert_int_equal(capture_bytes(capture), 13);
	assert_packet(capture, 0, "first packet", 12);
	assert_packet(capture, 1, "2", 1);
	capture_close(capture);

	capture = open_blob(&blob, blob.len, 1, 1000);
	assert_int_equal(capture_count(capture), 1);
	capture_close(capture);
	assert_refused(open_blob(&blob, blob.len, 0, 12), "more than 12 bytes");
}

static void next_generation(void **state)
{
	struct blob blob = { .len = 0 };
	struct capture *capture;

	(void)state;
	put_pcapng_header(&blob);
	put_pcapng_packet(&blob, "abcde", 5);
	put_pcapng_packet(&blob, "next packet.", 12);
	capture = open_blob(&blob, blob.len, 0, 1000);
	assert_non_null(capture);
	assert_int_equal(capture_count(capture), 2);
	assert_packet(capture, 0, "abcde", 5);
	assert_packet(capture, 1, "next packet.", 12);
	capture_close(capture);
	assert_refused(open_blob(&blob, blob.len - 20, 0, 1000), "truncated");
}

static void broken(void **state)
{
	struct blob blob = { .len = 0 }, text = { .len = 0 };

	(void)state;
	put_pcap_header(&blob);
	assert_refused(open_blob(&blob, blob.len, 0, 1000), "no packet in it");
	assert_refused(open_blob(&blob, 10, 0, 1000), "not a packet capture");
	assert_refused(open_blob(&blob, 0, 0, 1000), "not a packet capture");
	put_pcap_packet(&blob, "a packet", 8);
	put_pcap_packet(&blob, "a packet", 8);
	assert_refused(open_blob(&blob, blob.len - 3, 0, 1000), "after packet 1: truncated");
	assert_refused(open_blob(&blob, blob.len - 10, 0, 1000), "after packet 1: truncated");
	put(&text, "these are some words and no capture at all", 42);
	assert_refused(open_blob(&text, text.len, 0, 1000), "not a packet capture");
	assert_refused(capture_open("/tmp", 0, 1000, err, sizeof(err)), "is a folder");
	assert_refused(capture_open("/nonexistent.pcap", 0, 1000, err, sizeof(err)), "No such file");
}

/* The shipped capture is what its README says. */
static void shipped(void **state)
{
	struct capture *capture = capture_open(SHIPPED, 0, 1000000, err, sizeof(err));
	size_t small = 0, jumbo = 0;

	(void)state;
	assert_non_null(capture);
	assert_int_equal(capture_count(capture), 108);
	for (size_t i = 0; i < capture_count(capture); i++) {
		struct capture_packet packet = capture_packet(capture, i);

		assert_in_range(packet.header_len, 1, packet.len);
		small += packet.len < 100;
		jumbo += packet.len > 1514;
	}
	assert_true(small > 10 && jumbo > 10);
	capture_close(capture);
}

static void header_len(void **state)
{
	uint8_t frame[128] = { 0 };

	(void)state;
	assert_int_equal(capture_header_len(frame, 10), 10);
	assert_int_equal(capture_header_len(frame, 60), 14); /* neither IPv4 nor IPv6 */
	frame[12] = 8;
	frame[14] = 0x45;
	frame[23] = 17;
	assert_int_equal(capture_header_len(frame, 60), 14 + 20 + 8);
	assert_int_equal(capture_header_len(frame, 42), 42);
	assert_int_equal(capture_header_len(frame, 38), 38); /* cut off in the UDP header */
	frame[23] = 6;
	frame[46] = 0x80;
	assert_int_equal(capture_header_len(frame, 128), 14 + 20 + 32);
	frame[14] = 0x4f;
	assert_int_equal(capture_header_len(frame, 60), 60); /* IPv4 header of 60 bytes in a frame of 60 */
	frame[12] = 0x86;
	frame[13] = 0xdd;
	frame[20] = 58;
	assert_int_equal(capture_header_len(frame, 100), 14 + 40 + 8);
	frame[12] = 0x81;
	frame[13] = 0;
	frame[16] = 8;
	frame[17] = 0;
	frame[18] = 0x45;
	frame[27] = 1;
	assert_int_equal(capture_header_len(frame, 100), 18 + 20 + 8);
}

static const struct CMUnitTest tests[] = {
	TEST("capture.classic", classic),       TEST("capture.next_generation", next_generation),
	TEST("capture.broken", broken),         TEST("capture.shipped", shipped),
	TEST("capture.header_len", header_len),
};

TESTMAIN(tests)
