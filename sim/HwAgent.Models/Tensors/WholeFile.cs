using HwAgent.Core.Models;

namespace HwAgent.Models.Tensors;

/// <summary>Small files beside the weights, read at once.</summary>
internal static class WholeFile
{
    /// <param name="path">The file.</param>
    /// <param name="largest">Bytes above which the file is refused unread.</param>
    /// <exception cref="InvalidModelException">No such file, not a readable one, or too large.</exception>
    public static byte[] Read(string path, long largest)
    {
        using var file = new FileBytes(path);
        if (file.Length > largest) throw new InvalidModelException(path, "file", $"it has {file.Length} bytes, more than the {largest} that such a file may have", "check that it is the right file");
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }
}
