/* SPDX-License-Identifier: Apache-2.0 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40

static bool fail(char *err, size_t err_size, const char *path, const char *why)
{
	snprintf(err, err_size, "%s: %s", path, why);
	return false;
}

static bool read_all(int fd, size_t limit, uint8_t **data, size_t *len)
{
	size_t room = 0;

	for (;;) {
		ssize_t got;

		if (*len == room) {
			uint8_t *more;

			room = room ? room * 2 : 1 << 16;
			more = realloc(*data, room);
			if (!more)
				return false;
			*data = more;
		}
		got = read(fd, *data + *len, room - *len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		*len += (size_t)got;
		if (*len > limit)
			return true;
	}
}

bool file_read(const char *path, size_t limit, uint8_t **data, size_t *len, char *err, size_t err_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = true;
	struct stat st;

	*data = NULL;
	*len = 0;
	if (fd < 0)
		return fail(err, err_size, path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		ok = fail(err, err_size, path, "is a folder; a file is needed");
	else if (!read_all(fd, limit, data, len))
		ok = fail(err, err_size, path, strerror(errno));
	else if (!*len)
		ok = fail(err, err_size, path, "is empty; at least 1 byte is needed");
	close(fd);
	if (ok && *len > limit) {
		snprintf(err, err_size, "%s: more than %zu bytes", path, limit);
		ok = false;
	}
	if (!ok) {
		free(*data);
		*data = NULL;
	}
	return ok;
}

/*
 * Follows symbolic links by hand, for realpath() does not do it for a file that is not there yet. *exists: something is there,
 * *st says what.
 */
static bool follow(const char *path, char *to, struct stat *st, bool *exists, char *err, size_t err_size)
{
	char link[PATH_MAX], copy[PATH_MAX];
	unsigned hops = 0;

	if (!*path || strlen(path) >= PATH_MAX)
		return fail(err, err_size, path,
			    *path ? strerror(ENAMETOOLONG) : "an empty path; the name of a file is needed");
	strcpy(to, path);
	while ((*exists = lstat(to, st) == 0) && S_ISLNK(st->st_mode)) {
		ssize_t n = readlink(to, link, sizeof(link) - 1);

		if (n < 0)
			return fail(err, err_size, path, strerror(errno));
		if (hops++ == LINKS_MAX)
			return fail(err, err_size, path, strerror(ELOOP));
		link[n] = '\0';
		strcpy(copy, to);
		/* A link of /proc (such as /dev/stdout to a pipe) has no name to follow: the kernel goes there itself. */
		if (stat(to, st) == 0 && !S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode))
			return true;
		if (link[0] == '/')
			strcpy(to, link);
		else if (snprintf(to, PATH_MAX, "%s/%s", dirname(copy), link) >= PATH_MAX)
			return fail(err, err_size, path, strerror(ENAMETOOLONG));
	}
	if (!*exists && errno != ENOENT)
		return fail(err, err_size, path, strerror(errno));
	return true;
}

static bool check(const char *path, char *to, struct stat *st, bool *exists, char *err, size_t err_size)
{
	char copy[PATH_MAX];
	const char *dir;

	if (!follow(path, to, st, exists, err, err_size))
		return false;
	if (to[strlen(to) - 1] == '/')
		return fail(err, err_size, path, "is a folder; the name of a file is needed");
	if (*exists && S_ISDIR(st->st_mode))
		return fail(err, err_size, path, "is a folder; the name of a file is needed");
	if (*exists && access(to, W_OK) != 0)
		return fail(err, err_size, path, strerror(errno));
	if (*exists && !S_ISREG(st->st_mode))
		return true;
	strcpy(copy, to);
	dir = dirname(copy);
	if (access(dir, W_OK | X_OK) != 0) {
		snprintf(err, err_size, "%s: cannot be written: folder %s: %s", path, dir, strerror(errno));
		return false;
	}
	return true;
}

bool file_check_output(const char *path, char *err, size_t err_size)
{
	char to[PATH_MAX];
	struct stat st;
	bool exists;

	return check(path, to, &st, &exists, err, err_size);
}

static bool write_all(int fd, const uint8_t *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static bool write_in_place(const char *path, const void *data, size_t len, char *err, size_t err_size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY), why = 0;

	if (fd < 0)
		return fail(err, err_size, path, strerror(errno));
	if (!write_all(fd, data, len))
		why = errno;
	if (close(fd) != 0 && !why)
		why = errno;
	return why ? fail(err, err_size, path, strerror(why)) : true;
}

static bool write_beside(const char *path, const char *to, mode_t mode, const void *data, size_t len, char *err,
			 size_t err_size)
{
	char beside[PATH_MAX + 8];
	int fd, why = 0;

	snprintf(beside, sizeof(beside), "%s.XXXXXX", to);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return fail(err, err_size, path, strerror(errno));
	if (!write_all(fd, data, len) || fchmod(fd, mode) != 0)
		why = errno;
	if (close(fd) != 0 && !why)
		why = errno;
	if (!why && rename(beside, to) != 0)
		why = errno;
	if (!why)
		return true;
	unlink(beside);
	return fail(err, err_size, path, strerror(why));
}

bool file_write(const char *path, const void *data, size_t len, char *err, size_t err_size)
{
	char to[PATH_MAX];
	mode_t mask = umask(0);
	struct stat st;
	bool exists;

	umask(mask);
	if (!check(path, to, &st, &exists, err, err_size))
		return false;
	if (exists && !S_ISREG(st.st_mode))
		return write_in_place(to, data, len, err, err_size);
	return write_beside(path, to, exists ? st.st_mode & 07777 : 0666 & ~mask, data, len, err, err_size);
}

bool file_make_dir(const char *path, char *err, size_t err_size)
{
	char copy[PATH_MAX];

	if (!*path || strlen(path) >= sizeof(copy))
		return fail(err, err_size, path,
			    *path ? strerror(ENAMETOOLONG) : "an empty path; the name of a folder is needed");
	strcpy(copy, path);
	for (char *c = copy + 1;; c++) {
		char was = *c;

		if (was != '/' && was != '\0')
			continue;
		*c = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST)
			return fail(err, err_size, copy, strerror(errno));
		*c = was;
		if (!was)
			return true;
	}
}
