#ifndef RENDER_LIB_H
#define RENDER_LIB_H

#include <cairo.h>
#include <libxml/parser.h>
#include <librsvg/rsvg.h>
#include <poppler.h>
#include <turbojpeg.h>
#include <zlib.h>

#include "base/err.h"

/*
 * The libraries of the formats, each loaded when a file of its format was met: so a DXF costs none of them, and one
 * program serves all. (Programs for each format would need the format known before the sandbox, or a program
 * started from within it.) A table of functions for each, as src/net/libcurl.h has it.
 */
#define CAIRO_FUNCTIONS(X) \
	X(cairo_image_surface_create) X(cairo_image_surface_create_from_png_stream) X(cairo_image_surface_get_data) \
	X(cairo_image_surface_get_format) X(cairo_image_surface_get_width) X(cairo_image_surface_get_height) \
	X(cairo_image_surface_get_stride) X(cairo_surface_flush) X(cairo_surface_destroy) X(cairo_surface_status) \
	X(cairo_surface_get_type) X(cairo_create) X(cairo_destroy) X(cairo_status) X(cairo_status_to_string) X(cairo_scale) \
	X(cairo_get_source) X(cairo_get_operator) X(cairo_get_fill_rule) X(cairo_get_line_width) X(cairo_get_dash_count) \
	X(cairo_get_dash) X(cairo_get_group_target) X(cairo_get_tolerance) X(cairo_set_tolerance) X(cairo_new_path) \
	X(cairo_copy_path_flat) X(cairo_path_destroy) X(cairo_clip_extents) X(cairo_user_to_device) \
	X(cairo_user_to_device_distance) X(cairo_pattern_get_type) X(cairo_pattern_get_rgba) \
	X(cairo_stroke) X(cairo_stroke_preserve) X(cairo_fill) X(cairo_fill_preserve) X(cairo_paint) \
	X(cairo_paint_with_alpha) X(cairo_get_font_matrix) X(cairo_mask) X(cairo_mask_surface) X(cairo_show_glyphs) X(cairo_show_text_glyphs) X(cairo_surface_has_show_text_glyphs)
#define RSVG_FUNCTIONS(X) \
	X(rsvg_handle_new_from_data) X(rsvg_handle_set_stylesheet) X(rsvg_handle_get_intrinsic_dimensions) \
	X(rsvg_handle_get_geometry_for_layer) X(rsvg_handle_set_dpi) X(rsvg_handle_render_document)
#define POPPLER_FUNCTIONS(X) \
	X(poppler_document_new_from_bytes) X(poppler_document_get_n_pages) X(poppler_document_get_page) \
	X(poppler_document_get_pdf_version_string) X(poppler_page_get_size) X(poppler_page_render) \
	X(poppler_page_get_text) X(poppler_page_get_text_layout) X(poppler_error_quark) X(g_bytes_new_static) X(g_bytes_unref)
#define GLIB_FUNCTIONS(X) X(g_object_unref) X(g_error_free) X(g_free)
#define XML_FUNCTIONS(X) \
	X(xmlReadMemory) X(xmlFreeDoc) X(xmlDocGetRootElement) X(xmlGetNoNsProp) X(xmlNodeGetContent) X(xmlDocDumpMemory) X(xmlRemoveProp) \
	X(xmlSetExternalEntityLoader) X(xmlSetGenericErrorFunc) X(xmlSetStructuredErrorFunc)
#define JPEG_FUNCTIONS(X) X(tjInitDecompress) X(tjDecompressHeader3) X(tjDecompress2) X(tjDestroy) X(tjGetErrorStr2)
#define ZLIB_FUNCTIONS(X) X(inflateInit2_) X(inflate) X(inflateEnd)

#define LIB_TABLE(name, FUNCTIONS) struct lib_##name { void *library; FUNCTIONS(LIB_FIELD) };
#define LIB_FIELD(f) __typeof__(f) *f;
LIB_TABLE(cairo, CAIRO_FUNCTIONS)
LIB_TABLE(rsvg, RSVG_FUNCTIONS)
LIB_TABLE(poppler, POPPLER_FUNCTIONS)
LIB_TABLE(glib, GLIB_FUNCTIONS)
LIB_TABLE(xml, XML_FUNCTIONS)
LIB_TABLE(jpeg, JPEG_FUNCTIONS)
LIB_TABLE(zlib, ZLIB_FUNCTIONS)
#undef LIB_TABLE
#undef LIB_FIELD

/* Each answers NULL with e, which names the library, when it is not installed. */
const struct lib_cairo *lib_cairo(struct err *e);
const struct lib_rsvg *lib_rsvg(struct err *e);
const struct lib_poppler *lib_poppler(struct err *e);
const struct lib_glib *lib_glib(struct err *e);
const struct lib_xml *lib_xml(struct err *e);
const struct lib_jpeg *lib_jpeg(struct err *e);
const struct lib_zlib *lib_zlib(struct err *e);

#endif
