@NullMarked
package dev.rollcall.cli.bench;

import org.jspecify.annotations.NullMarked;
