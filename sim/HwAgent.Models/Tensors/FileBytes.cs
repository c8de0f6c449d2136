using HwAgent.Core.Models;
using Microsoft.Win32.SafeHandles;

namespace HwAgent.Models.Tensors;

/// <summary>
/// A file on disk, read by position straight into the caller's memory. Not mapped: a mapped file that somebody truncates ends the process
/// with a signal, and copying out of a mapping gains nothing over this.
/// </summary>
internal sealed class FileBytes : IByteSource
{
    private readonly SafeFileHandle _handle;

    /// <exception cref="InvalidModelException">No such file, or not a readable one.</exception>
    public FileBytes(string path)
    {
        Name = path;
        if (Directory.Exists(path)) throw new InvalidModelException(path, "file", "is a folder", "name the file");
        if (!File.Exists(path)) throw new InvalidModelException(path, "file", "does not exist", "check the path");
        try
        {
            _handle = File.OpenHandle(path);
            Length = RandomAccess.GetLength(_handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _handle?.Dispose();
            throw Unreadable(e);
        }
    }

    public string Name { get; }

    public long Length { get; }

    public void Read(long offset, Span<byte> target)
    {
        try
        {
            while (target.Length > 0)
            {
                var count = RandomAccess.Read(_handle, target, offset);
                if (count == 0) throw new InvalidModelException(Name, $"offset {offset}", "the file ended: it became shorter while it was read", "fetch the file again");
                target = target[count..];
                offset += count;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e);
        }
    }

    public void Dispose() => _handle.Dispose();

    private InvalidModelException Unreadable(Exception e) => new(Name, "file", $"cannot be read ({e.Message})", "check that it is an ordinary file and its permissions");
}
