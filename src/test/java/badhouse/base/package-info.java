/** The one room of the bad house that is null-marked. */
@NullMarked
package badhouse.base;

import org.jspecify.annotations.NullMarked;
