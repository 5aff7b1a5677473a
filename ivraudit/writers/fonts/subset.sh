#!/bin/sh
# Makes the fonts of this folder from Debian's fonts-noto-core and fonts-noto-cjk; needs fonttools (pyftsubset).
set -eu
noto=${NOTO:-/usr/share/fonts/truetype/noto}
cjk=${NOTO_CJK:-/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc}
here=$(dirname "$0")
kept="--layout-features=* --no-hinting --name-IDs=* --notdef-outline"

# European Latin, Greek, Cyrillic, punctuation, currencies, letter-like signs: all that Noto Sans itself is for.
europe=U+0020-007E,U+00A0-052F,U+1E00-1EFF,U+2000-206F,U+2070-209F,U+20A0-20BF,U+2100-214F,U+2150-218F,U+2212

# shellcheck disable=SC2086
for style in Regular Bold; do
    pyftsubset "$noto/NotoSans-$style.ttf" $kept --unicodes="$europe" --output-file="$here/NotoSans-$style.ttf"
    pyftsubset "$noto/NotoSansGeorgian-$style.ttf" $kept --unicodes=* --output-file="$here/NotoSansGeorgian-$style.ttf"
    pyftsubset "$noto/NotoSansArabic-$style.ttf" $kept --unicodes=* --output-file="$here/NotoSansArabic-$style.ttf"
done
# shellcheck disable=SC2086
pyftsubset "$noto/NotoSansHebrew-Regular.ttf" $kept --unicodes=* --output-file="$here/NotoSansHebrew-Regular.ttf"

# Rows 1 to 47 of JIS X 0208: signs, kana, and the 2,965 kanji of level 1. Row r, cell c is EUC-JP byte pair (A0+r, A0+c).
japanese=$(mktemp)
trap 'rm -f "$japanese"' EXIT
python3 - > "$japanese" <<'PYTHON'
for row in range(1, 48):
    for cell in range(1, 95):
        print(bytes((0xA0 + row, 0xA0 + cell)).decode("euc_jp", "ignore"), end="")
PYTHON
# shellcheck disable=SC2086
pyftsubset "$cjk" --font-number=0 $kept --text-file="$japanese" --unicodes=U+0020-007E,U+FF61-FF9F \
    --layout-features-=vert,vrt2,vkna,hwid,fwid,pwid,palt,halt,vhal,vpal,aalt,trad,hojo,nlck,jp78,jp83,jp90,expt,ital,ruby \
    --output-file="$here/NotoSansCJKjp-Regular.otf"
