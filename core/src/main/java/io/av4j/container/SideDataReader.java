package io.av4j.container;

import io.av4j.internal.AvError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVContentLightMetadata;
import org.bytedeco.ffmpeg.avutil.AVMasteringDisplayMetadata;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** Reads a stream's side data, with the names ffprobe gives its fields. */
final class SideDataReader {
  private static final int DISPLAY_MATRIX_BYTES = 36;

  private SideDataReader() {}

  static List<SideData> read(AVCodecParameters parameters) {
    List<SideData> all = new ArrayList<>();
    for (int i = 0; i < parameters.nb_coded_side_data(); i++) {
      AVPacketSideData data = parameters.coded_side_data().getPointer(i);
      String name = AvError.string(avcodec.av_packet_side_data_name(data.type()));
      all.add(new SideData(name == null ? "unknown" : name, fields(data)));
    }
    return all;
  }

  private static Map<String, String> fields(AVPacketSideData data) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (data.type() == avcodec.AV_PKT_DATA_DISPLAYMATRIX && data.size() >= DISPLAY_MATRIX_BYTES) {
      int[] matrix = matrix(data);
      StringBuilder rows = new StringBuilder("\n");
      for (int row = 0; row < 3; row++) {
        rows.append(
            String.format(
                Locale.ROOT,
                "%08d:  %11d %11d %11d\n",
                row,
                matrix[row * 3],
                matrix[row * 3 + 1],
                matrix[row * 3 + 2]));
      }
      fields.put("displaymatrix", rows.toString());
      fields.put("rotation", Long.toString(Math.round(avutil.av_display_rotation_get(matrix))));
    } else if (data.type() == avcodec.AV_PKT_DATA_CONTENT_LIGHT_LEVEL) {
      AVContentLightMetadata light = new AVContentLightMetadata(data.data());
      fields.put("max_content", Integer.toString(light.MaxCLL()));
      fields.put("max_average", Integer.toString(light.MaxFALL()));
    } else if (data.type() == avcodec.AV_PKT_DATA_MASTERING_DISPLAY_METADATA) {
      mastering(new AVMasteringDisplayMetadata(data.data()), fields);
    } else {
      fields.put("size", Long.toString(data.size()));
    }
    return fields;
  }

  private static void mastering(AVMasteringDisplayMetadata display, Map<String, String> fields) {
    String[] colors = {"red", "green", "blue"};
    if (display.has_primaries() != 0) {
      for (int i = 0; i < colors.length; i++) {
        fields.put(colors[i] + "_x", fraction(display.display_primaries(i, 0)));
        fields.put(colors[i] + "_y", fraction(display.display_primaries(i, 1)));
      }
      fields.put("white_point_x", fraction(display.white_point(0)));
      fields.put("white_point_y", fraction(display.white_point(1)));
    }
    if (display.has_luminance() != 0) {
      fields.put("min_luminance", fraction(display.min_luminance()));
      fields.put("max_luminance", fraction(display.max_luminance()));
    }
  }

  private static String fraction(AVRational value) {
    return value.num() + "/" + value.den();
  }

  /** The rotation of the display matrix, clockwise, 0 to 360; 0 without one. */
  static double rotation(AVCodecParameters parameters) {
    int[] matrix = displayMatrix(parameters);
    if (matrix == null) {
      return 0;
    }
    double counterclockwise = avutil.av_display_rotation_get(matrix);
    return Double.isNaN(counterclockwise) ? 0 : ((-counterclockwise % 360) + 360) % 360;
  }

  /** The filters that undo the display matrix, by the rule of the ffmpeg program; null for none. */
  static @Nullable String uprightFilter(AVCodecParameters parameters) {
    int[] matrix = displayMatrix(parameters);
    if (matrix == null) {
      return null;
    }
    double turn = rotation(parameters);
    if (Math.abs(turn - 90) < 1) {
      return matrix[3] > 0 ? "transpose=cclock_flip" : "transpose=clock";
    }
    if (Math.abs(turn - 270) < 1) {
      return matrix[3] < 0 ? "transpose=clock_flip" : "transpose=cclock";
    }
    if (Math.abs(turn - 180) < 1) {
      String mirrored = (matrix[0] < 0 ? "hflip," : "") + (matrix[4] < 0 ? "vflip," : "");
      return mirrored.isEmpty() ? null : mirrored.substring(0, mirrored.length() - 1);
    }
    if (turn > 1 && turn < 359) {
      return "rotate=" + Math.toRadians(turn);
    }
    return matrix[4] < 0 ? "vflip" : null;
  }

  static int @Nullable [] displayMatrix(AVCodecParameters parameters) {
    for (int i = 0; i < parameters.nb_coded_side_data(); i++) {
      AVPacketSideData data = parameters.coded_side_data().getPointer(i);
      if (data.type() == avcodec.AV_PKT_DATA_DISPLAYMATRIX && data.size() >= DISPLAY_MATRIX_BYTES) {
        return matrix(data);
      }
    }
    return null;
  }

  private static int[] matrix(AVPacketSideData data) {
    byte[] bytes = new byte[DISPLAY_MATRIX_BYTES];
    data.data().get(bytes, 0, bytes.length);
    int[] matrix = new int[9];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer().get(matrix);
    return matrix;
  }
}
