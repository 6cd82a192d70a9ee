/* SPDX-License-Identifier: Apache-2.0 */
#include "dut.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct dut {
	void *object;
	const struct dut_api *api;
	void *model;
};

/* Opens the object and finds its table; NULL, with everything closed again, on failure. */
static const struct dut_api *load(struct dut *dut, const char *path, char *err, size_t err_size)
{
	const struct dut_api *api;
	struct stat st;
	char *file;

	if (stat(path, &st) != 0) {
		snprintf(err, err_size, "%s: no such model (%m); build it with: make %s", path, path);
		return NULL;
	}
	/* A name without a slash would be looked up in the system's library folders. */
	if (asprintf(&file, "%s%s", strchr(path, '/') ? "" : "./", path) < 0) {
		snprintf(err, err_size, "%s: no host memory", path);
		return NULL;
	}
	dut->object = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	free(file);
	if (!dut->object) {
		snprintf(err, err_size, "%s: not a model that can be loaded (%s); remove it and build it again", path,
			 dlerror());
		return NULL;
	}
	api = dlsym(dut->object, "dut_api");
	if (!api)
		snprintf(err, err_size, "%s: a shared object, but not a model (it has no dut_api)", path);
	else if (api->abi != DUT_ABI)
		snprintf(err, err_size, "%s: built for interface %u, this program has %u; remove it and build it again",
			 path, api->abi, DUT_ABI);
	else
		return api;
	dlclose(dut->object);
	return NULL;
}

struct dut *dut_open(const char *path, uint32_t seed, char *err, size_t err_size)
{
	struct dut *dut = calloc(1, sizeof(*dut));

	if (!dut) {
		snprintf(err, err_size, "%s: no host memory", path);
		return NULL;
	}
	dut->api = load(dut, path, err, err_size);
	if (!dut->api) {
		free(dut);
		return NULL;
	}
	dut->model = dut->api->create(seed);
	return dut;
}

void dut_close(struct dut *dut)
{
	if (!dut)
		return;
	dut->api->destroy(dut->model);
	dlclose(dut->object);
	free(dut);
}

unsigned dut_bus_bytes(const struct dut *dut)
{
	return dut->api->data_w / 8;
}

unsigned dut_addr_w(const struct dut *dut)
{
	return dut->api->addr_w;
}

unsigned dut_max_burst(const struct dut *dut)
{
	return dut->api->max_burst;
}

unsigned dut_reads(const struct dut *dut)
{
	return dut->api->reads;
}

unsigned dut_writes(const struct dut *dut)
{
	return dut->api->writes;
}

void dut_clock(struct dut *dut, const struct dut_in *in, struct dut_out *out)
{
	dut->api->clock(dut->model, in, out);
}

bool dut_trace(struct dut *dut, const char *path, char *err, size_t err_size)
{
	FILE *probe;

	if (!dut->api->trace(dut->model, NULL)) {
		snprintf(err, err_size, "%s: this model was built without waves; open the one named *-trace.so", path);
		return false;
	}
	/* The writer of waves ends the program if it cannot open its file, so that is tried first. */
	probe = fopen(path, "wb");
	if (!probe) {
		snprintf(err, err_size, "%s: cannot be written (%m)", path);
		return false;
	}
	fclose(probe);
	return dut->api->trace(dut->model, path);
}
