package io.av4j.examples;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows of the bytes it gets: as many columns as it has, as many lines as come, and
 * the control sequences that are used here. Any other is an error.
 */
final class FakeTerminal extends OutputStream {
  private static final Pattern SEQUENCE = Pattern.compile("\033\\[(\\?7[lh]|\\d*[AJK])");

  private final int columns;
  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private final List<Byte> begun = new ArrayList<>();
  private int row;
  private int column;
  private boolean wraps = true;

  FakeTerminal(int columns) {
    this.columns = columns;
  }

  @Override
  public synchronized void write(int value) {
    begun.add((byte) value);
  }

  @Override
  public synchronized void flush() {
    byte[] bytes = new byte[begun.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = begun.get(i);
    }
    begun.clear();
    String text = new String(bytes, StandardCharsets.UTF_8);
    Matcher sequence = SEQUENCE.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == '\033') {
        if (!sequence.find(at) || sequence.start() != at) {
          throw new AssertionError("not known here: " + text.substring(at).replace('\033', '^'));
        }
        obey(sequence.group(1));
        at = sequence.end();
      } else {
        show(text.charAt(at++));
      }
    }
  }

  private void obey(String sequence) {
    switch (sequence) {
      case "?7l" -> wraps = false;
      case "?7h" -> wraps = true;
      case "K" -> lines.get(row).setLength(Math.min(column, lines.get(row).length()));
      case "J" -> {
        obey("K");
        while (lines.size() > row + 1) {
          lines.remove(lines.size() - 1);
        }
      }
      default ->
          row = Math.max(0, row - Integer.parseInt(sequence.substring(0, sequence.length() - 1)));
    }
  }

  private void show(char shown) {
    if (shown == '\r') {
      column = 0;
    } else if (shown == '\n') {
      newLine();
    } else if (column < columns || wraps) {
      if (column == columns) {
        newLine();
      }
      StringBuilder line = lines.get(row);
      while (line.length() <= column) {
        line.append(' ');
      }
      line.setCharAt(column++, shown);
    }
  }

  private void newLine() {
    column = 0;
    if (++row == lines.size()) {
      lines.add(new StringBuilder());
    }
  }

  /** What is to be seen, without spaces at the ends of the lines. */
  synchronized List<String> shown() {
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }
}
