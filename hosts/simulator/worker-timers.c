/*
 * Timers of a worker on Linux. The SDK's timers and UDP sockets there use g_timeout_add, which calls back on the main
 * thread whoever asks; a worker's machine runs on a thread of its own, and two threads in one machine at a time stop it for
 * good, now and then. These take the place of GLib's functions inside the application, and keep to the thread that asks.
 */
#if defined(__linux__) && !defined(ESP_PLATFORM)
#include <glib.h>

#define HERE __attribute__((visibility("hidden")))

HERE guint g_timeout_add_full(gint priority, guint interval, GSourceFunc function, gpointer data, GDestroyNotify notify)
{
	GSource* source = g_timeout_source_new(interval);
	guint id;
	g_source_set_priority(source, priority);
	g_source_set_callback(source, function, data, notify);
	/* NULL, which stands for the main thread's context, where the thread has none of its own. */
	id = g_source_attach(source, g_main_context_get_thread_default());
	g_source_unref(source);
	return id;
}

HERE guint g_timeout_add(guint interval, GSourceFunc function, gpointer data)
{
	return g_timeout_add_full(G_PRIORITY_DEFAULT, interval, function, data, NULL);
}

HERE gboolean g_source_remove(guint id)
{
	GSource* source = g_main_context_find_source_by_id(g_main_context_get_thread_default(), id);
	if (source != NULL)
		g_source_destroy(source);
	return source != NULL;
}
#endif
