/**
 * What is delivered around the jar: the start script, the systemd unit, the scripts of the build.
 *
 * <p>Read {@code dev.rollcall.deploy.StartScriptIT} first.
 */
@NullMarked
package dev.rollcall.deploy;

import org.jspecify.annotations.NullMarked;
