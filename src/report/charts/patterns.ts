/** Hatchings and dots that tell parts apart without colour; one set for the whole page. */
export const PATTERNS = '<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
  + '<pattern id="p-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" class="p-back"/><rect width="3" height="7" class="p-ink"/></pattern>'
  + '<pattern id="p-cross" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="7" height="7" class="p-lost"/><rect width="2" height="7" class="p-paper"/></pattern>'
  + '<pattern id="p-dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="p-back"/><circle cx="3" cy="3" r="1.5" class="p-ink"/></pattern>'
  + '</defs></svg>';
