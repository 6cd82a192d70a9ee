/* SPDX-License-Identifier: Apache-2.0 */
#include "capture.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct slot {
	size_t offset, len, header_len;
};

struct capture {
	uint8_t *bytes;
	size_t used, room;
	struct slot *slots;
	size_t count, slot_room;
};

enum { ETHER_LEN = 14, ETHER_IPV4 = 0x0800, ETHER_IPV6 = 0x86dd, ETHER_VLAN = 0x8100 };
enum { PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_ICMPV6 = 58 };

static size_t transport_len(unsigned protocol, const uint8_t *data, size_t len)
{
	switch (protocol) {
	case PROTO_TCP: return len > 12 ? (size_t)(data[12] >> 4) * 4 : len;
	case PROTO_UDP:
	case PROTO_ICMP:
	case PROTO_ICMPV6: return 8;
	default: return 0;
	}
}

size_t capture_header_len(const uint8_t *data, size_t len)
{
	size_t at = ETHER_LEN;
	unsigned type, protocol;

	if (len <= ETHER_LEN)
		return len;
	type = (unsigned)data[12] << 8 | data[13];
	if (type == ETHER_VLAN && len > at + 4) {
		type = (unsigned)data[16] << 8 | data[17];
		at += 4;
	}
	if (type == ETHER_IPV4 && len > at + 20) {
		protocol = data[at + 9];
		at += (size_t)(data[at] & 15) * 4;
	} else if (type == ETHER_IPV6 && len > at + 40) {
		protocol = data[at + 6];
		at += 40;
	} else {
		return at;
	}
	if (at < len)
		at += transport_len(protocol, data + at, len - at);
	return at < len ? at : len;
}

static bool grow(void **block, size_t *room, size_t need, size_t item)
{
	size_t want = *room ? *room : 1024;
	void *more;

	if (need <= *room)
		return true;
	while (want < need)
		want *= 2;
	more = realloc(*block, want * item);
	if (!more)
		return false;
	*block = more;
	*room = want;
	return true;
}

static bool add_packet(struct capture *capture, const uint8_t *data, size_t len)
{
	void *bytes = capture->bytes, *slots = capture->slots;
	bool ok = grow(&bytes, &capture->room, capture->used + len, 1) &&
		  grow(&slots, &capture->slot_room, capture->count + 1, sizeof(*capture->slots));

	capture->bytes = bytes;
	capture->slots = slots;
	if (!ok)
		return false;
	memcpy(capture->bytes + capture->used, data, len);
	capture->slots[capture->count++] = (struct slot){ capture->used, len, capture_header_len(data, len) };
	capture->used += len;
	return true;
}

static bool read_packets(pcap_t *pcap, struct capture *capture, const char *path, size_t max_packets,
			 uint64_t max_bytes, char *err, size_t err_size)
{
	struct pcap_pkthdr *header;
	const u_char *data;
	int got;

	while ((got = pcap_next_ex(pcap, &header, &data)) == 1) {
		if (!header->caplen)
			continue;
		if (header->caplen > max_bytes - capture->used) {
			snprintf(err, err_size, "%s: more than %llu bytes of packets", path,
				 (unsigned long long)max_bytes);
			return false;
		}
		if (!add_packet(capture, data, header->caplen)) {
			snprintf(err, err_size, "%s: no host memory for its packets", path);
			return false;
		}
		if (capture->count == max_packets)
			return true;
	}
	if (got != PCAP_ERROR_BREAK) {
		snprintf(err, err_size, "%s: after packet %zu: %s", path, capture->count, pcap_geterr(pcap));
		return false;
	}
	if (!capture->count)
		snprintf(err, err_size, "%s: no packet in it; at least 1 is needed", path);
	return capture->count != 0;
}

struct capture *capture_open(const char *path, size_t max_packets, uint64_t max_bytes, char *err, size_t err_size)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	struct capture *capture = calloc(1, sizeof(*capture));
	FILE *file = fopen(path, "re");
	struct stat st;
	pcap_t *pcap;
	bool ok;

	if (!file || !capture || fstat(fileno(file), &st) != 0 || S_ISDIR(st.st_mode)) {
		snprintf(err, err_size, "%s: %s", path,
			 file && capture ? "is a folder; a pcap or pcapng file is needed" : strerror(errno));
		if (file)
			fclose(file);
		free(capture);
		return NULL;
	}
	pcap = pcap_fopen_offline(file, why);
	if (!pcap) {
		snprintf(err, err_size, "%s: not a packet capture (pcap or pcapng): %s", path, why);
		fclose(file);
		free(capture);
		return NULL;
	}
	ok = read_packets(pcap, capture, path, max_packets, max_bytes, err, err_size);
	pcap_close(pcap);
	if (ok)
		return capture;
	capture_close(capture);
	return NULL;
}

void capture_close(struct capture *capture)
{
	if (!capture)
		return;
	free(capture->bytes);
	free(capture->slots);
	free(capture);
}

size_t capture_count(const struct capture *capture)
{
	return capture->count;
}

uint64_t capture_bytes(const struct capture *capture)
{
	return capture->used;
}

struct capture_packet capture_packet(const struct capture *capture, size_t i)
{
	const struct slot *slot = &capture->slots[i];

	return (struct capture_packet){ capture->bytes + slot->offset, slot->len, slot->header_len };
}
