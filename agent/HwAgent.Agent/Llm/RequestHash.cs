using System.Security.Cryptography;
using System.Text.Json;

namespace HwAgent.Agent.Llm;

/// <summary>Identity of a request: SHA-256 of its JSON, first 16 bytes in hexadecimal.</summary>
public static class RequestHash
{
    public static string Of(ChatRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, LlmJson.Instance.ChatRequest)).AsSpan(0, 16));
}
